"""Why a file cannot be read as polygons: a stable code, and a sentence with the next step."""

from __future__ import annotations

from typing import Final

FILE_FAULTS: Final[dict[str, str]] = {
    "file-unknown": "不认识这种文件，请用 GeoPackage、Shapefile（连同 .dbf、.shx 打包成 zip）、GeoJSON 或 KML。",
    "file-unreadable": "文件打不开或内容不完整，请重新导出后再试。",
    "file-empty": "文件里没有图形，请检查导出的图层。",
    "file-too-large": "文件太大，请按乡镇分开导入。",
    "file-unshared": "图形之间几乎没有共同的边界，像是几个图层叠在一起。请确认图层，或按乡镇分开导入。",
    "file-parts-missing": "Shapefile 不完整，请把 .shp、.shx、.dbf（有 .prj、.cpg 的也带上）一起打包成 zip。",
    "file-forbidden": "文件里有不能使用的内容，请另存为普通的图层后再导入。",
    "archive-too-large": "压缩包解开后太大，请只打包需要的图层，或按乡镇分开导入。",
    "archive-unsafe": "压缩包里的文件路径不正常，请重新打包（只放需要的文件，不带文件夹路径）。",
    "archive-encrypted": "压缩包有密码，请去掉密码后再导入。",
    "layer-needed": "文件里有几个图层，请说明要导入哪一个。",
    "layer-unknown": "文件里没有这个图层，请核对图层名。",
    "encoding-unknown": "属性表的文字编码认不出来，请说明编码（例如 GBK 或 UTF-8）。",
    "crs-missing": "文件没有说明坐标系，请说明坐标系（例如 EPSG:4490、EPSG:4549）。",
    "crs-unknown": "不认识这个坐标系，请写成 EPSG 代码（例如 EPSG:4490、EPSG:4549）。",
    "crs-doubtful": "文件声明的坐标系与坐标对不上，请核对后说明正确的坐标系。",
}


class FileFault(ValueError):
    """A file that cannot be imported as it is; `detail` says what only this file knows."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.title = FILE_FAULTS[code]
        self.detail = detail
