export default {
  map: '网格地图',
  mine: '我的网格',
  choose: '选网格',
  search: '按网格、村社区或乡镇名称找',
  none_found: '没有找到这个名称的网格，请换个词试试。',
  none_known: '手机里还没有网格资料，连上网络打开一次就有了。',
}
