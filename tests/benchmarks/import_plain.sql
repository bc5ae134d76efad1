-- The typed table of the lines that say the least.
CREATE TABLE line(
  id INTEGER PRIMARY KEY, order_no TEXT, line_no TEXT, dealer TEXT, product TEXT, ordered INT, promised INT,
  shipped INT, delivered INT, ordered_e3 INT, shipped_e3 INT, price_e6 INT, amount_e4 INT, type TEXT
);
INSERT INTO line
SELECT rowid, "订单号", "行号", "客户编码", "产品编码",
  unixepoch(nullif("下单日期", '')) / 86400, unixepoch(nullif("首次承诺日", '')) / 86400,
  unixepoch(nullif("发货日期", '')) / 86400, unixepoch(nullif("送达日期", '')) / 86400,
  CAST(round(nullif("订货数量", '') * 1000) AS INT), CAST(round(nullif("实发数量", '') * 1000) AS INT),
  CAST(round(nullif("单价", '') * 1000000) AS INT), CAST(round(nullif("金额", '') * 10000) AS INT), NULL
FROM raw ORDER BY rowid;
