-- The typed table of the lines that say all that decides what they count for: amounts without tax and with it, quantities
-- in base units.
.mode csv
.import units.csv conversion
.mode list
CREATE TEMP TABLE held(product TEXT, unit TEXT, factor INT, PRIMARY KEY(product, unit)) WITHOUT ROWID;
INSERT INTO held SELECT "产品编码", "单位", CAST("换算率" AS INT) FROM conversion;
CREATE TABLE line(
  id INTEGER PRIMARY KEY, order_no TEXT, line_no TEXT, dealer TEXT, product TEXT, ordered INT, promised INT,
  shipped INT, delivered INT, ordered_e3 INT, shipped_e3 INT, price_e6 INT, amount_e4 INT, gross_e4 INT, rate_e4 INT,
  basis TEXT, type TEXT, unit TEXT, entity TEXT
);
INSERT INTO line
SELECT r.rowid, "订单号", "行号", "客户编码", r."产品编码",
  unixepoch(nullif("下单日期", '')) / 86400, unixepoch(nullif("首次承诺日", '')) / 86400,
  unixepoch(nullif("发货日期", '')) / 86400, unixepoch(nullif("送达日期", '')) / 86400,
  CAST(round(nullif("订货数量", '') * 1000) AS INT) * h.factor, CAST(round(nullif("实发数量", '') * 1000) AS INT) * h.factor,
  CAST(round(nullif("单价", '') * 1000000) AS INT),
  CAST(iif("含税标识" = '含税', round(round("金额" * 10000) * 100 / (100 + "税率")), round("金额" * 10000)) AS INT),
  CAST(iif("含税标识" = '含税', round("金额" * 10000), round(round("金额" * 10000) * (100 + "税率") / 100)) AS INT),
  CAST("税率" * 100 AS INT), "含税标识", "行类型", r."单位", "销售主体"
FROM raw r JOIN held h ON h.product = r."产品编码" AND h.unit = r."单位" ORDER BY r.rowid;
