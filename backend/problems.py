"""The catalogue of refusals. Framework-free: an action raises Problem, api.py writes it on the wire.

Each kind has a stable code for programs, a Chinese sentence with the next step for people, an HTTP status, and
whether the same call, unchanged, may succeed later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal: HTTP status, the sentence for the person, whether to try the same call again."""

    status: int
    title: str
    retry: bool = False


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field: a JSON pointer into the body, a stable code, a Chinese sentence."""

    pointer: str
    code: str
    title: str


class Problem(Exception):
    """A refusal from the catalogue. `detail` adds what only this case knows; `errors` point at fields."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        errors: list[FieldFault] | None = None,
        retry_after: int = 0,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.kind = CATALOGUE[code]
        self.detail = detail
        self.errors = errors or []
        self.retry_after = retry_after


CATALOGUE: Final[dict[str, Kind]] = {
    # every call
    "bad-request": Kind(400, "请求的格式不对，请更新应用后再试。"),
    "bad-json": Kind(400, "发来的内容不是完整的 JSON，请更新应用后再试。"),
    "not-found": Kind(404, "没有找到，或者不在您的查看范围内。"),
    "method-not-allowed": Kind(405, "这个地址不支持这种操作，请更新应用后再试。"),
    "not-acceptable": Kind(406, "不能按要求的格式回答，请更新应用后再试。"),
    "media-type": Kind(415, "发来的内容类型不对，请更新应用后再试。"),
    "too-large": Kind(413, "发来的内容太大，请分成几次发送。"),
    "invalid": Kind(422, "有几处填写需要修改，请按提示改好再发。"),
    "busy": Kind(503, "系统正忙，内容没有丢失，稍后会自动再试。", retry=True),
    "server-fault": Kind(500, "系统出了问题，已经记录。内容没有丢失，稍后请再试。", retry=True),
    "conflict": Kind(409, "这条内容与已有的记录冲突，请刷新后再试。"),
    # people
    "not-signed-in": Kind(401, "登录已过期，请重新登录；没发出去的内容都还在。"),
    "wrong-password": Kind(401, "账号或密码不对，请再试；忘记密码请找本单位管理员。"),
    "too-many-attempts": Kind(429, "试的次数太多，请过一会儿再登录。", retry=True),
    "not-allowed": Kind(403, "您的岗位不能做这一步，请找有权限的同事。"),
    "missing-header": Kind(403, "请求缺少来源标记，请从网格通应用里操作。"),
    "username-taken": Kind(409, "这个账号名已经有人用了，请换一个。"),
    "unknown-area": Kind(422, "没有这个区域或网格代码，请核对后再填。"),
    "duty-taken": Kind(409, "这个网格在这些日子里已经有人担任这一职责，请先结束原来的安排。"),
    "deputy-unfit": Kind(409, "这样的代理安排不成立，请换一位岗位相当的同事，并核对起止日期。"),
    "token-invalid": Kind(401, "访问令牌不对、已过期或已停用，请在“我的”里重新生成。"),
    "tokens-too-many": Kind(409, "有效的访问令牌太多，请先停用不再使用的。"),
    # checklist
    "unknown-edition": Kind(422, "服务器上没有这个版本的清单，请更新清单后再报。"),
    "edition-not-begun": Kind(422, "这一版清单还没有起用，请更新清单后再报。"),
    "edition-ended": Kind(422, "这一版清单已经停用，请更新清单，重新选择条款后再报。"),
    "edition-faulty": Kind(422, "这一版清单不能起用，请按提示改好；现行清单照常使用。"),
    "edition-draft": Kind(409, "草案不能起用，请先发布（固定指纹）；现行清单照常使用。"),
    "activation-differs": Kind(409, "这次起用的编号已经用过，但内容不同，请刷新后再办。"),
    "activation-past": Kind(422, "起用日期要在今天或以后，请重新选择日期。"),
    "admission-differs": Kind(409, "这个编号的申请已经有了，但内容不同，请刷新后再办。"),
    "admission-step-not-open": Kind(409, "申请现在的状态不能做这一步，请刷新后再看。"),
    "own-admission": Kind(403, "自己提出的申请不能由自己审核、公示或生效，请交给同事。"),
    "clause-code-taken": Kind(409, "这个条款代码已经用过，请刷新后再办，系统会另给一个。"),
    # reports
    "report-differs": Kind(409, "这个编号的上报已经收到过，但内容不同。请把这一次另存为新的上报。"),
    "finding-id-used": Kind(409, "其中一条问题的编号已经用在别的上报里。请把这一次另存为新的上报。"),
    # grids
    "place-invalid": Kind(422, "位置不对，请重新定位或在地图上点选。"),
    "too-many-grids": Kind(422, "这个范围里的网格太多，请选择一个镇村或放大地图后再看。"),
    # drafts of divisions
    "file-unusable": Kind(422, "这个文件不能导入，请按提示处理后再试。"),
    "draft-closed": Kind(409, "这个草案已经采用或放弃，请重新导入。"),
    "draft-has-faults": Kind(409, "草案里还有错误，改好以后才能采用。"),
    "draft-fault-gone": Kind(409, "这一处已经不在最近一次检查的结果里，请刷新后再看。"),
    "no-repair": Kind(409, "这一处没有可以自动做的修复，请在 QGIS 里改好后重新导入。"),
    # divisions and duties
    "division-empty": Kind(422, "这次划分里一个网格也没有，请先导入网格。"),
    "division-begun": Kind(409, "这次划分的生效日已到，不能再撤销；需要改动请另做一次变更。"),
    "division-followed": Kind(409, "在这一天或以后还安排了别的划分，请先撤销后安排的那一次。"),
    "division-differs": Kind(409, "这个编号的区划变更已经收到过，但内容不同，请作为新的变更再发。"),
    "assignment-differs": Kind(409, "这个编号的安排已经有了，人员、网格和职责不能改，请结束它再另建一个。"),
    "division-too-early": Kind(409, "这片地方在这一天或以后已经重新划分过，请选更晚的生效日期。"),
    "flag-differs": Kind(409, "这个编号的边界反映已经收到过，但内容不同，请重新反映一次。"),
    "flag-closed": Kind(409, "这条边界反映已经有人处理，请刷新后再看。"),
    "place-differs": Kind(409, "这个编号的校准记录已经收到过，但内容不同，请重新校准一次。"),
    # notices
    "push-address": Kind(422, "这个浏览器的推送地址不能用，应用里的消息照常能看到。"),
    # photos
    "photo-not-expected": Kind(409, "没有上报或工单等着这张照片，请先发送文字内容。", retry=True),
    "photo-not-a-picture": Kind(422, "这个文件不是能用的照片，请换一张（支持 JPEG、PNG、WebP、HEIC）。"),
    "photo-too-large": Kind(413, "照片太大，请用应用里的相机重拍或换一张。"),
    "photo-too-many-pixels": Kind(422, "照片的像素太多，请缩小后再发。"),
    "photo-differs": Kind(422, "收到的照片与手机上的不一致，会重新发送一次。"),
    "upload-offset": Kind(409, "续传的位置对不上，应用会重新核对后继续。", retry=True),
    "upload-locked": Kind(423, "这张照片正在传，请稍候。", retry=True),
    "upload-gone": Kind(410, "这次上传已经过期，应用会重新开始。"),
    "uploads-too-many": Kind(429, "没传完的照片太多，请等前面的传完再发。", retry=True),
    "upload-headers": Kind(400, "上传请求的格式不对，请更新应用后再试。"),
    "photo-kept": Kind(409, "这张照片已经用于核实，不能再撤回；确需遮盖请联系综治中心。"),
    "tus-version": Kind(412, "上传协议的版本不对，请更新应用。"),
    # orders
    "order-moved-on": Kind(409, "这张工单刚刚有人办理过，请看最新情况再决定。"),
    "step-differs": Kind(409, "这一步的编号已经用过，但内容不同，请刷新后再办。"),
    "step-not-open": Kind(409, "工单现在的状态不能做这一步，请刷新后再看。"),
    "own-finding": Kind(403, "自己上报的不能由自己核实、核查或更正，请交给同事或代理人。"),
    "photos-not-whole": Kind(409, "还有照片没有传完整，请等传完再提交。", retry=True),
    # maps
    "ogc-query": Kind(400, "请求的参数不对，请对照 /ogc/api 的说明修改。"),
    "range": Kind(416, "要的这一段不在文件里，请刷新地图后再试。"),
    # demo
    "demo-half": Kind(409, "上一次演示数据正要装完时被切断，请清空这个数据库后再装。"),
    "demo-not-empty": Kind(409, "这个数据库里已经有内容，演示县只能装进空的数据库，请换一个再装。"),
    # rewards
    "entry-not-found": Kind(404, "没有找到这条奖励记录，或者不在您的查看范围内。"),
    "entry-moved-on": Kind(409, "这条奖励刚刚有人审过，请看最新情况再决定。"),
    "entry-step-not-open": Kind(409, "这条奖励现在的状态不能做这一步，请刷新后再看。"),
    "wrong-hand": Kind(403, "您上报、核实或经手过的奖励要由别人来办，请交给同事。"),
    "appeal-not-open": Kind(409, "现在不能提出异议或申诉，请看奖励记录里写明的期限。"),
    "appealed-already": Kind(409, "这条奖励已经提出过一次异议或申诉，请等结果。"),
    "appeal-differs": Kind(409, "这个编号的申诉已经收到过，但内容不同，请刷新后再看。"),
    "appeal-decided": Kind(409, "这条申诉已经有人复核，请刷新后再看。"),
    "tally-not-found": Kind(404, "没有找到这个月的汇总，或者还没有公示。"),
    "tally-differs": Kind(409, "这个编号的汇总已经有了，月份不同，请刷新后再办。"),
    "month-open-already": Kind(409, "这个月已经开始汇总，请从列表里打开。"),
    "month-not-begun": Kind(409, "这个月还没有到，请到时再开始汇总。"),
    "tally-step-not-open": Kind(409, "这个月现在不能做这一步，请刷新后再看。"),
    "earlier-month-open": Kind(409, "前面还有没汇总完的月份，请先汇总前面的月份。"),
    "review-unfinished": Kind(409, "还有抽到的记录没有复审，请等复审完成再汇总。"),
    "notice-running": Kind(409, "公示期还没有结束，请等公示期满再确认。"),
    "appeals-open": Kind(409, "还有异议没有复核，请等复核完成再确认。"),
    "nothing-to-bounce": Kind(409, "所选的记录里没有已经发放的，请核对后再登记。"),
}

# Database constraint name → catalogue code: constraints come first, Python second. Parts add theirs beside their
# tables' names here, so that one look shows every rule that the database itself refuses to see broken.
CONSTRAINTS: Final[dict[str, str]] = {
    "uq_person_username": "username-taken",
    "fk_person_area_code": "unknown-area",
    "fk_assignment_grid_code": "unknown-area",
    "fk_border_flag_grid_code": "unknown-area",
    "ex_assignment_one_at_a_time": "duty-taken",
    "uq_assignment_key": "assignment-differs",
    "pk_grid_draft_step": "step-differs",
    "pk_finding": "finding-id-used",
    "uq_order_history_step_id": "step-differs",
    "uq_work_order_code": "busy",
    "pk_edition_activation": "activation-differs",
    "fk_edition_activation_area_code": "unknown-area",
    "pk_clause_request": "admission-differs",
    "pk_clause_request_step": "step-differs",
    "uq_clause_request_step_request_id_seq": "admission-step-not-open",
    "uq_clause_request_clause": "clause-code-taken",
    "fk_clause_request_trial_area": "unknown-area",
    "ck_bounty_first_hand": "wrong-hand",
    "ck_bounty_second_hand": "wrong-hand",
    "ck_bounty_tally_hand": "wrong-hand",
    "ck_bounty_confirm_hand": "wrong-hand",
    "ck_bounty_appeal_hand": "wrong-hand",
    "ck_tally_seed_by_another": "wrong-hand",
    "ck_tally_confirmed_by_another": "wrong-hand",
    "pk_bounty_step": "step-differs",
    "uq_bounty_step_bounty_id_seq": "entry-moved-on",
    "pk_bounty_appeal": "appeal-differs",
    "uq_bounty_appeal_bounty_id": "appealed-already",
    "pk_tally": "tally-differs",
    "uq_tally_fund_month": "month-open-already",
    "pk_tally_step": "step-differs",
}
