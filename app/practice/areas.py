"""GB/T 2260 areas: 浙江 whole, and the cities of its neighbours for larger demonstrations."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Area:
    """One administrative area by its six digits."""

    code: str
    name: str
    parent: str


_ZHEJIANG: Final = {
    "3301杭州市": (
        "02上城区 05拱墅区 06西湖区 08滨江区 09萧山区 10余杭区 "
        "11富阳区 12临安区 13临平区 14钱塘区 22桐庐县 27淳安县 82建德市"
    ),
    "3302宁波市": "03海曙区 05江北区 06北仑区 11镇海区 12鄞州区 13奉化区 25象山县 26宁海县 81余姚市 82慈溪市",
    "3303温州市": (
        "02鹿城区 03龙湾区 04瓯海区 05洞头区 24永嘉县 26平阳县 27苍南县 28文成县 29泰顺县 81瑞安市 82乐清市 83龙港市"
    ),
    "3304嘉兴市": "02南湖区 11秀洲区 21嘉善县 24海盐县 81海宁市 82平湖市 83桐乡市",
    "3305湖州市": "02吴兴区 03南浔区 21德清县 22长兴县 23安吉县",
    "3306绍兴市": "02越城区 03柯桥区 04上虞区 24新昌县 81诸暨市 83嵊州市",
    "3307金华市": "02婺城区 03金东区 23武义县 26浦江县 27磐安县 81兰溪市 82义乌市 83东阳市 84永康市",
    "3308衢州市": "02柯城区 03衢江区 22常山县 24开化县 25龙游县 81江山市",
    "3309舟山市": "02定海区 03普陀区 21岱山县 22嵊泗县",
    "3310台州市": "02椒江区 03黄岩区 04路桥区 22三门县 23天台县 24仙居县 81温岭市 82临海市 83玉环市",
    "3311丽水市": "02莲都区 21青田县 22缙云县 23遂昌县 24松阳县 25云和县 26庆元县 27景宁畲族自治县 81龙泉市",
}
_NEIGHBOURS: Final = {
    "32江苏省": (
        "01南京市 02无锡市 03徐州市 04常州市 05苏州市 06南通市 07连云港市 08淮安市 09盐城市 "
        "10扬州市 11镇江市 12泰州市 13宿迁市"
    ),
    "34安徽省": (
        "01合肥市 02芜湖市 03蚌埠市 04淮南市 05马鞍山市 06淮北市 07铜陵市 08安庆市 10黄山市 "
        "11滁州市 12阜阳市 13宿州市 15六安市 16亳州市 17池州市 18宣城市"
    ),
    "35福建省": ("01福州市 02厦门市 03莆田市 04三明市 05泉州市 06漳州市 07南平市 08龙岩市 09宁德市"),
    "36江西省": (
        "01南昌市 02景德镇市 03萍乡市 04九江市 05新余市 06鹰潭市 07赣州市 08吉安市 09宜春市 10抚州市 11上饶市"
    ),
    "37山东省": (
        "01济南市 02青岛市 03淄博市 04枣庄市 05东营市 06烟台市 07潍坊市 08济宁市 09泰安市 "
        "10威海市 11日照市 13临沂市 14德州市 15聊城市 16滨州市 17菏泽市"
    ),
    "42湖北省": (
        "01武汉市 02黄石市 03十堰市 05宜昌市 06襄阳市 07鄂州市 08荆门市 09孝感市 10荆州市 "
        "11黄冈市 12咸宁市 13随州市 28恩施土家族苗族自治州"
    ),
}


def zhejiang() -> tuple[Area, ...]:
    """The province, its 11 cities and 90 counties, parents first."""
    found = [Area("330000", "浙江省", "")]
    for city, counties in _ZHEJIANG.items():
        code = city[:4] + "00"
        found.append(Area(code, city[4:], "330000"))
        found += [Area(city[:4] + one[:2], one[2:], code) for one in counties.split(" ")]
    return tuple(found)


def neighbours() -> tuple[Area, ...]:
    """Six more provinces and their cities, where the copies of a larger demonstration live."""
    found = []
    for province, cities in _NEIGHBOURS.items():
        code = province[:2] + "0000"
        found.append(Area(code, province[2:], ""))
        found += [Area(province[:2] + one[:2] + "00", one[2:], code) for one in cities.split(" ")]
    return tuple(found)
