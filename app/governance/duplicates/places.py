"""Place words of company names: the built-in provinces and cities, and the areas that the workspace knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

# Provinces and prefecture-level cities by GB/T 2260, without what follows their names (省, 市, 自治区).
_BUILT_IN: Final = """
北京 | 天津 | 上海 | 重庆 | 香港 | 澳门 | 台湾
河北 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
山西 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布
辽宁 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林 长春 四平 辽源 通化 白山 松原 白城 延边
黑龙江 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
江苏 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
浙江 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
安徽 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福建 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
江西 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
河南 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
湖北 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施
湖南 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西
广东 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
广西 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南 海口 三亚 三沙 儋州
四川 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
贵州 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔东南 黔南 黔西南
云南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 红河 楚雄 文山 西双版纳 德宏
西藏 拉萨 日喀则 昌都 林芝 山南 那曲
陕西 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南
青海 西宁 海东
宁夏 银川 石嘴山 吴忠 固原 中卫
新疆 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 和田 伊犁
"""
_LEVELS: Final = "特别行政区 壮族自治区 回族自治区 维吾尔自治区 自治区 自治州 自治县 地区 新区 省 市 区 县 旗 盟"
_SUFFIXES: Final = tuple(_LEVELS.split())
COUNTRY: Final = "中国"
MUNICIPALITIES: Final = frozenset({"北京", "天津", "上海", "重庆"})
"""Provinces that are cities."""


def stem_of(name: str) -> str:
    """A place without what says its level, 杭州 of 杭州市; one sign alone keeps it, as 东区 does."""
    suffix = next((one for one in _SUFFIXES if name.endswith(one) and len(name) - len(one) >= 2), "")
    return name.removesuffix(suffix)


@dataclass(frozen=True)
class Places:
    """Place words by their stem, each with the stems of what it may lie in."""

    above: Mapping[str, frozenset[str]]
    longest: int

    def at_start(self, text: str) -> tuple[str, str]:
        """The longest place word that a text begins with, as its stem, and the rest without the word's level."""
        for size in range(min(self.longest, len(text)), 1, -1):
            stem = text[:size]
            if stem in self.above:
                rest = text[size:]
                suffix = next((one for one in _SUFFIXES if rest.startswith(one)), "")
                return stem, rest.removeprefix(suffix)
        return "", text

    def at_end(self, text: str) -> str:
        """The longest place word that a text ends with, if enough is before it: 宁波 of 国药控股宁波."""
        for size in range(min(self.longest, len(text) - 2), 1, -1):
            if text[-size:] in self.above:
                return text[-size:]
        return ""

    def lies_in(self, place: str, whole: str) -> bool:
        """Whether a place may lie in another one, over any number of levels."""
        above, seen = set(self.above.get(place, ())), set[str]()
        while above:
            if whole in above:
                return True
            seen |= above
            above = {up for one in above for up in self.above.get(one, ())} - seen
        return False


def places_of(areas: Iterable[tuple[str, str]] = ()) -> Places:
    """The built-in places and areas by name and the name of what they lie in; a name may stand for several places."""
    above: dict[str, set[str]] = defaultdict(set)
    for stem, ups in _built_in().items():
        above[stem] |= ups
    for name, parent in areas:
        stem = stem_of(name)
        above[stem] |= {stem_of(parent)} - {"", stem}
    above[COUNTRY] |= set()
    return Places({name: frozenset(ups) for name, ups in above.items()}, max(map(len, above)))


@cache
def _built_in() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in _BUILT_IN.replace("|", "\n").strip().splitlines():
        province, *cities = line.split()
        found.setdefault(province, set())
        for city in cities:
            found.setdefault(city, set()).add(province)
    return found
