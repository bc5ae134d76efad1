-- The work of the import of order lines as a good user of the sqlite3 shell would write it: raw text in, typed table,
-- key and two dates indexed, then the same sums of the same measures: dealer x day, dealer x month, dealer x group x
-- month, and how many lines and orders took how many days. Run in the folder of lines.csv and products.csv.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -65536;
PRAGMA temp_store = MEMORY;
BEGIN;
.mode csv
.import lines.csv raw
.import products.csv product
.mode list
-- typed lines
CREATE UNIQUE INDEX line_key ON line(order_no, line_no);
CREATE INDEX line_ordered ON line(ordered);
CREATE INDEX line_delivered ON line(delivered);

CREATE TABLE dealer(n INTEGER PRIMARY KEY, code TEXT UNIQUE);
INSERT INTO dealer(code) SELECT DISTINCT dealer FROM line ORDER BY 1;
CREATE TABLE grouped(n INTEGER PRIMARY KEY, code TEXT UNIQUE);
INSERT INTO grouped(code) SELECT DISTINCT "产品组" FROM product ORDER BY 1;
CREATE TEMP TABLE product_group(code TEXT PRIMARY KEY, g INT) WITHOUT ROWID;
INSERT INTO product_group SELECT p."产品编码", g.n FROM product p JOIN grouped g ON g.code = p."产品组";
CREATE TEMP TABLE month(day INTEGER PRIMARY KEY, month INT);
INSERT INTO month
SELECT value, unixepoch(value * 86400, 'unixepoch', 'start of month') / 86400
FROM generate_series((SELECT min(ordered) FROM line), (SELECT max(max(ordered), max(promised), max(delivered)) + 1 FROM line));

CREATE TEMP TABLE v AS
SELECT l.order_no AS o, d.n AS dealer, p.g, l.ordered, l.promised, l.shipped, l.delivered, l.ordered_e3 AS oq,
  l.shipped_e3 AS sq, l.amount_e4 AS amount, l.shipped - l.ordered AS ship_days, l.delivered - l.ordered AS cycle_days,
  l.shipped_e3 >= l.ordered_e3 AS in_full, l.type
FROM line l INDEXED BY line_key CROSS JOIN dealer d ON d.code = l.dealer CROSS JOIN product_group p ON p.code = l.product
ORDER BY l.order_no, l.line_no;

CREATE TABLE day_1 AS SELECT ordered AS day, dealer, type, count(*) AS n, sum(oq) AS v1, sum(amount) AS v2 FROM v GROUP BY 1, 2, 3;
CREATE TABLE part_1 AS
SELECT m.month, g, dealer, type, count(*) AS n, sum(oq) AS v1, sum(amount) AS v2 FROM v JOIN month m ON m.day = v.ordered GROUP BY 1, 2, 3, 4;
CREATE TABLE month_1 AS SELECT month, dealer, type, sum(n) AS n, sum(v1) AS v1, sum(v2) AS v2 FROM part_1 GROUP BY 1, 2, 3;

CREATE TABLE day_2 AS
SELECT shipped AS day, dealer, type, count(*) AS n, sum(coalesce(sq, oq)) AS v1, sum(amount) AS v2, sum(iif(oq IS NULL, NULL, sq)) AS v3,
  sum(iif(sq IS NULL, NULL, oq)) AS v4, sum(sq IS NOT NULL AND oq IS NOT NULL) AS v5, sum(sq >= oq) AS v6, sum(ship_days) AS v7,
  count(ship_days) AS v8 FROM v WHERE shipped IS NOT NULL GROUP BY 1, 2, 3;
CREATE TABLE part_2 AS
SELECT m.month, g, dealer, type, count(*) AS n, sum(coalesce(sq, oq)) AS v1, sum(amount) AS v2, sum(iif(oq IS NULL, NULL, sq)) AS v3,
  sum(iif(sq IS NULL, NULL, oq)) AS v4, sum(sq IS NOT NULL AND oq IS NOT NULL) AS v5, sum(sq >= oq) AS v6, sum(ship_days) AS v7,
  count(ship_days) AS v8 FROM v JOIN month m ON m.day = v.shipped GROUP BY 1, 2, 3, 4;
CREATE TABLE month_2 AS
SELECT month, dealer, type, sum(n) AS n, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3, sum(v4) AS v4, sum(v5) AS v5, sum(v6) AS v6,
  sum(v7) AS v7, sum(v8) AS v8 FROM part_2 GROUP BY 1, 2, 3;

CREATE TABLE day_5 AS
SELECT delivered AS day, dealer, count(*) AS n, count(promised) AS v1, sum(delivered <= promised) AS v2, sum(delivered > promised) AS v3,
  sum(cycle_days) AS v4, count(cycle_days) AS v5, count(in_full) AS v6, sum(in_full) AS v7
FROM v WHERE delivered IS NOT NULL GROUP BY 1, 2;
CREATE TABLE part_5 AS
SELECT m.month, g, dealer, count(*) AS n, count(promised) AS v1, sum(delivered <= promised) AS v2, sum(delivered > promised) AS v3,
  sum(cycle_days) AS v4, count(cycle_days) AS v5, count(in_full) AS v6, sum(in_full) AS v7
FROM v JOIN month m ON m.day = v.delivered GROUP BY 1, 2, 3;
CREATE TABLE month_5 AS
SELECT month, dealer, sum(n) AS n, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3, sum(v4) AS v4, sum(v5) AS v5, sum(v6) AS v6,
  sum(v7) AS v7 FROM part_5 GROUP BY 1, 2;
CREATE TABLE part_bin_5 AS
SELECT m.month, g, dealer, cycle_days AS bin, count(*) AS n FROM v JOIN month m ON m.day = v.delivered
WHERE cycle_days IS NOT NULL GROUP BY 1, 2, 3, 4;
CREATE TABLE bin_5 AS SELECT month, dealer, bin, sum(n) AS n FROM part_bin_5 GROUP BY 1, 2, 3;

CREATE TABLE day_6 AS
SELECT promised + 1 AS day, dealer, count(*) AS n FROM v WHERE delivered > promised OR delivered IS NULL AND promised IS NOT NULL
GROUP BY 1, 2;
CREATE TABLE part_6 AS
SELECT m.month, g, dealer, count(*) AS n FROM v JOIN month m ON m.day = v.promised + 1
WHERE delivered > promised OR delivered IS NULL GROUP BY 1, 2, 3;
CREATE TABLE month_6 AS SELECT month, dealer, sum(n) AS n FROM part_6 GROUP BY 1, 2;

-- Orders as a whole, and by themselves their parts of each product group: what holds for an order holds for each line.
CREATE TEMP TABLE w AS
SELECT dealer, ordered, shipped, delivered, on_time, in_full,
  CASE WHEN on_time IS NOT NULL AND in_full IS NOT NULL THEN on_time AND in_full END AS otif,
  shipped - ordered AS ship_days, delivered - ordered AS cycle_days
FROM (SELECT min(dealer) AS dealer, min(ordered) AS ordered, iif(count(shipped) = count(*), max(shipped), NULL) AS shipped,
  iif(count(delivered) = count(*), max(delivered), NULL) AS delivered,
  CASE WHEN min(delivered <= promised) = 0 THEN 0 WHEN count(delivered <= promised) = count(*) THEN 1 END AS on_time,
  CASE WHEN min(in_full) = 0 THEN 0 WHEN count(in_full) = count(*) THEN 1 END AS in_full
  FROM v GROUP BY o);
CREATE TEMP TABLE x AS
SELECT dealer, g, ordered, shipped, delivered, on_time, in_full,
  CASE WHEN on_time IS NOT NULL AND in_full IS NOT NULL THEN on_time AND in_full END AS otif,
  shipped - ordered AS ship_days, delivered - ordered AS cycle_days
FROM (SELECT min(dealer) AS dealer, g, min(ordered) AS ordered, iif(count(shipped) = count(*), max(shipped), NULL) AS shipped,
  iif(count(delivered) = count(*), max(delivered), NULL) AS delivered,
  CASE WHEN min(delivered <= promised) = 0 THEN 0 WHEN count(delivered <= promised) = count(*) THEN 1 END AS on_time,
  CASE WHEN min(in_full) = 0 THEN 0 WHEN count(in_full) = count(*) THEN 1 END AS in_full
  FROM v GROUP BY o, g);

CREATE TABLE day_11 AS SELECT ordered AS day, dealer, count(*) AS n FROM w GROUP BY 1, 2;
CREATE TABLE month_11 AS SELECT m.month, dealer, sum(n) AS n FROM day_11 JOIN month m USING (day) GROUP BY 1, 2;
CREATE TABLE part_11 AS SELECT m.month, g, dealer, count(*) AS n FROM x JOIN month m ON m.day = x.ordered GROUP BY 1, 2, 3;

CREATE TABLE day_12 AS
SELECT delivered AS day, dealer, count(*) AS n, count(on_time) AS v1, sum(on_time = 1) AS v2, sum(on_time = 0) AS v3,
  count(in_full) AS v4, sum(in_full = 1) AS v5, count(otif) AS v6, sum(otif = 1) AS v7,
  0 AS v8, 0 AS v9, sum(cycle_days) AS v10, count(cycle_days) AS v11
FROM w WHERE delivered IS NOT NULL GROUP BY 1, 2;
CREATE TABLE month_12 AS
SELECT m.month, dealer, sum(n) AS n, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3, sum(v4) AS v4, sum(v5) AS v5, sum(v6) AS v6,
  sum(v7) AS v7, sum(v8) AS v8, sum(v9) AS v9, sum(v10) AS v10, sum(v11) AS v11 FROM day_12 JOIN month m USING (day) GROUP BY 1, 2;
CREATE TABLE part_12 AS
SELECT m.month, g, dealer, count(*) AS n, count(on_time) AS v1, sum(on_time = 1) AS v2, sum(on_time = 0) AS v3,
  count(in_full) AS v4, sum(in_full = 1) AS v5, count(otif) AS v6, sum(otif = 1) AS v7,
  0 AS v8, 0 AS v9, sum(cycle_days) AS v10, count(cycle_days) AS v11
FROM x JOIN month m ON m.day = x.delivered GROUP BY 1, 2, 3;
CREATE TABLE bin_12 AS
SELECT m.month, dealer, cycle_days AS bin, count(*) AS n FROM w JOIN month m ON m.day = w.delivered
WHERE cycle_days IS NOT NULL GROUP BY 1, 2, 3;
CREATE TABLE part_bin_12 AS
SELECT m.month, g, dealer, cycle_days AS bin, count(*) AS n FROM x JOIN month m ON m.day = x.delivered
WHERE cycle_days IS NOT NULL GROUP BY 1, 2, 3, 4;

CREATE TABLE day_13 AS
SELECT shipped AS day, dealer, count(*) AS n, sum(ship_days) AS v1, count(ship_days) AS v2 FROM w WHERE shipped IS NOT NULL GROUP BY 1, 2;
CREATE TABLE month_13 AS
SELECT m.month, dealer, sum(n) AS n, sum(v1) AS v1, sum(v2) AS v2 FROM day_13 JOIN month m USING (day) GROUP BY 1, 2;
CREATE TABLE part_13 AS
SELECT m.month, g, dealer, count(*) AS n, sum(ship_days) AS v1, count(ship_days) AS v2 FROM x JOIN month m ON m.day = x.shipped GROUP BY 1, 2, 3;
COMMIT;
