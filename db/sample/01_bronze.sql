-- Sample warehouse, bronze layer: raw deliveries of an order management system (oms_*) and a CRM (crm_*).
-- Every row is a function of its key, so that two loads of this file give the same data. Deliveries are kept as
-- they came: a business key can come again with a later loaded_at, and texts are as dirty as the sources send them.

set time zone 'UTC';

create schema bronze;
comment on schema bronze is 'Raw deliveries of the source systems, append only';

-- helpers of this file, dropped at its end

create function bronze.sample_pick(n bigint, salt integer, modulus integer) returns integer
language sql immutable parallel safe
as $$ select ((hashint8extended(n, salt) & 9223372036854775807) % modulus)::integer $$;

create function bronze.sample_batch(event_at timestamptz, n bigint) returns timestamptz
language sql stable parallel safe
as $$ select date_trunc('day', event_at, 'UTC') + make_interval(hours => 26, secs => bronze.sample_pick(n, 900, 5400)) $$;

create table bronze.sample_city (city_id serial primary key, city text, country_code text, postal_code text);
insert into bronze.sample_city (city, country_code, postal_code) values
    ('Berlin', 'DE', '10115'), ('Hamburg', 'DE', '20095'), ('München', 'DE', '80331'), ('Köln', 'DE', '50667'),
    ('Frankfurt am Main', 'DE', '60311'), ('Leipzig', 'DE', '04109'), ('Dresden', 'DE', '01067'), ('Bremen', 'DE', '28195'),
    ('Wien', 'AT', '1010'), ('Graz', 'AT', '8010'), ('Linz', 'AT', '4020'), ('Paris', 'FR', '75001'), ('Lyon', 'FR', '69001'),
    ('Lille', 'FR', '59000'), ('Amsterdam', 'NL', '1012 AB'), ('Rotterdam', 'NL', '3011 AD'), ('Utrecht', 'NL', '3511 AX'),
    ('Bruxelles', 'BE', '1000'), ('Antwerpen', 'BE', '2000'), ('Milano', 'IT', '20121'), ('Torino', 'IT', '10121'),
    ('Bologna', 'IT', '40121'), ('Madrid', 'ES', '28001'), ('Valencia', 'ES', '46001');

-- order management system ------------------------------------------------------------------------------------------

create table bronze.oms_store (
    store_no text not null, store_name text, store_type text, city text, country_code text, opened_on date,
    loaded_at timestamptz not null, primary key (store_no, loaded_at));
comment on table bronze.oms_store is 'Shops and web shops; the whole list is delivered when it changes';

insert into bronze.oms_store
select 'S' || lpad(n::text, 3, '0'),
       case when n <= 4 then 'Webshop ' || c.country_code else 'Filiale ' || c.city || case when n > 28 then ' ' || n - 26 else '' end end,
       case when n <= 4 then 'ONLINE' when n % 9 = 0 then 'outlet ' else 'Retail' end,
       c.city, c.country_code, date '2009-03-01' + bronze.sample_pick(n, 1, 5000),
       timestamptz '2023-06-30 02:05:00+00'
from generate_series(1, 48) n
join bronze.sample_city c on c.city_id = case when n <= 4 then (array[1, 9, 12, 15])[n] else 1 + n % 24 end;

create table bronze.oms_product_category (
    category_code text not null, category_name text, parent_code text,
    loaded_at timestamptz not null, primary key (category_code, loaded_at));
comment on table bronze.oms_product_category is 'Two levels of product categories';

insert into bronze.oms_product_category
select 'K' || t.n, t.name, null, timestamptz '2023-06-30 02:01:00+00'
from unnest(array['Kitchen', 'Garden', 'Lighting', 'Bathroom', 'Office', 'Textiles', 'Tools', 'Outdoor']) with ordinality t (name, n)
union all
select 'K' || t.n || '-' || s.n, t.name || ' / ' || s.name, 'K' || t.n, timestamptz '2023-06-30 02:01:00+00'
from unnest(array['Kitchen', 'Garden', 'Lighting', 'Bathroom', 'Office', 'Textiles', 'Tools', 'Outdoor']) with ordinality t (name, n)
cross join unnest(array['Basics', 'Premium', 'Seasonal', 'Accessories']) with ordinality s (name, n);

create table bronze.oms_product (
    sku text not null, product_name text, brand text, category_code text, list_price numeric(10, 2), cost_price numeric(10, 2),
    weight_g integer, status text, loaded_at timestamptz not null, primary key (sku, loaded_at));
comment on table bronze.oms_product is 'Products; a price change delivers the product again';

insert into bronze.oms_product
select 'SKU-' || lpad(n::text, 5, '0'),
       (array['Nordic', 'Classic', 'Compact', 'Solid', 'Urban', 'Alpine', 'Pure', 'Rustic'])[1 + bronze.sample_pick(n, 11, 8)] || ' ' ||
       (array['Lamp', 'Kettle', 'Chair', 'Towel', 'Drill', 'Planter', 'Shelf', 'Tent', 'Pan', 'Desk', 'Blanket', 'Saw'])[1 + bronze.sample_pick(n, 12, 12)]
       || ' ' || 100 + n,
       case when n % 40 = 0 then null else (array['Lindholm', 'Castor', 'Oberwald', ' Verano', 'Kestrel', 'MAISON B', 'Tavola'])[1 + bronze.sample_pick(n, 13, 7)] end,
       case when n % 150 = 0 then 'K99' else 'K' || 1 + bronze.sample_pick(n, 14, 8) || '-' || 1 + bronze.sample_pick(n, 15, 4) end,
       p.price, round(p.price * (45 + bronze.sample_pick(n, 17, 35)) / 100, 2),
       60 + bronze.sample_pick(n, 18, 9000), case when n % 35 = 0 then 'Discontinued' else 'active' end,
       timestamptz '2023-06-30 02:10:00+00'
from generate_series(1, 1200) n
cross join lateral (select 4.99 + floor(power(bronze.sample_pick(n, 16, 1000) / 1000.0, 3) * 600) as price) p;

insert into bronze.oms_product
select sku, product_name, brand, category_code, round(list_price * (94 + bronze.sample_pick(right(sku, 5)::bigint, 21, 18)) / 100, 2),
       cost_price, weight_g, status, loaded_at + make_interval(hours => 24 * (60 + bronze.sample_pick(right(sku, 5)::bigint, 22, 660)))
from bronze.oms_product
where bronze.sample_pick(right(sku, 5)::bigint, 20, 4) = 0;

create table bronze.oms_customer_account (
    account_no text not null, first_name text, last_name text, email text, street text, postal_code text, city text,
    country_code text, status text, created_at timestamptz, modified_at timestamptz,
    loaded_at timestamptz not null, primary key (account_no, loaded_at));
comment on table bronze.oms_customer_account is 'Customer accounts; moves and blocks deliver the account again';

insert into bronze.oms_customer_account
select 'C-' || lpad(n::text, 6, '0'), case when n % 7 = 0 then upper(p.first) else p.first end, case when n % 11 = 0 then p.last || ' ' else p.last end,
       case bronze.sample_pick(n, 33, 16) when 0 then upper(e.email) when 1 then '  ' || e.email || ' ' when 2 then initcap(e.email)
            when 3 then case when n % 3 = 0 then null else e.email end when 4 then case when n % 5 = 0 then '' else e.email end else e.email end,
       (array['Hauptstraße', 'Lindenweg', 'Rue de la Gare', 'Via Roma', 'Kerkstraat', 'Calle Mayor', 'Schulgasse'])[1 + bronze.sample_pick(n, 34, 7)]
       || ' ' || 1 + bronze.sample_pick(n, 35, 120),
       c.postal_code, case when n % 13 = 0 then ' ' || c.city || '  ' else c.city end, case when n % 17 = 0 then lower(c.country_code) else c.country_code end,
       case when n % 90 = 0 then 'BLOCKED' else 'active' end, t.created_at, t.created_at, bronze.sample_batch(t.created_at, n)
from generate_series(1, 10000) n
cross join lateral (select
    (array['Anna', 'Ben', 'Clara', 'David', 'Elena', 'Felix', 'Giulia', 'Hugo', 'Ida', 'Jonas', 'Katja', 'Luca', 'Marie', 'Noah', 'Olivia', 'Paul',
           'Quentin', 'Rosa', 'Sophie', 'Tim', 'Ute', 'Victor', 'Wanda', 'Yara'])[1 + bronze.sample_pick(n, 31, 24)] as first,
    (array['Schmidt', 'Müller', 'Weber', 'Dubois', 'Moreau', 'Rossi', 'Bianchi', 'de Vries', 'Jansen', 'Peeters', 'García', 'Moreno', 'Huber', 'Gruber',
           'Wagner', 'Lefèvre', 'Conti', 'Bakker', 'Fischer', 'Hoffmann', 'Koch', 'Richter', 'Romano', 'Lambert', 'Maes', 'Ortega'])[1 + bronze.sample_pick(n, 32, 26)] as last) p
cross join lateral (select lower(p.first) || '.' || translate(lower(p.last), 'üéèí ', 'ueei') || n % 1500 || '@example.'
    || (array['com', 'org', 'net'])[1 + n % 3] as email) e
join bronze.sample_city c on c.city_id = 1 + floor(24 * power(bronze.sample_pick(n, 36, 1000) / 1000.0, 1.5))
cross join lateral (select timestamptz '2023-07-01 00:00:00+00' + make_interval(secs => case when n <= 3500 then (n - 3500) * 18000.0
    else floor(power((n - 3500) / 6500.0, 0.85) * 728 * 86400) end + bronze.sample_pick(n, 37, 14400)) as created_at) t;

insert into bronze.oms_customer_account -- moves, blocks, and deliveries without a change
select a.account_no, a.first_name, a.last_name, a.email, case when k.n % 4 = 0 then a.street else 'Neue Straße ' || 1 + k.n % 80 end,
       case when k.n % 4 = 0 then a.postal_code else c.postal_code end, case when k.n % 4 = 0 then a.city else c.city end,
       case when k.n % 4 = 0 then a.country_code else c.country_code end, case when k.n % 40 = 0 then 'blocked' else a.status end,
       a.created_at, m.modified_at, bronze.sample_batch(m.modified_at, k.n)
from bronze.oms_customer_account a
cross join lateral (select right(a.account_no, 6)::bigint as n) k
join bronze.sample_city c on c.city_id = 1 + bronze.sample_pick(k.n, 41, 24)
cross join lateral (select a.created_at + make_interval(hours => 24 * (25 + bronze.sample_pick(k.n, 42, 300))) as modified_at) m
where bronze.sample_pick(k.n, 40, 7) = 0 and m.modified_at < timestamptz '2025-06-28 00:00:00+00';

create table bronze.oms_order (
    order_no bigint not null, account_no text, store_no text, channel text, status text, ordered_at timestamptz,
    promised_on date, shipping_fee numeric(8, 2), loaded_at timestamptz not null, primary key (order_no, loaded_at));
create index on bronze.oms_order (loaded_at);
comment on table bronze.oms_order is 'Order headers; a change of status delivers the order again';

insert into bronze.oms_order
select 500000 + n,
       case when n % 47 = 0 then null when n % 613 = 0 then 'C-999999'
            else 'C-' || lpad((1 + floor(power(bronze.sample_pick(n, 51, 100000) / 100000.0, 1.5) * 10000 * (0.34 + 0.65 * n / 24000)))::text, 6, '0') end,
       case when ch.web then (array['S001', 'S002', 'S003', 'S004'])[1 + bronze.sample_pick(n, 52, 4)]
            else 'S' || lpad((5 + bronze.sample_pick(n, 53, 44))::text, 3, '0') end,
       case when ch.web then (array['web', 'web', 'WEB', 'app', ' app'])[1 + bronze.sample_pick(n, 54, 5)]
            when n % 29 = 0 then null else (array['store', 'Store', 'phone'])[1 + bronze.sample_pick(n, 55, 3)] end,
       case when bronze.sample_pick(n, 56, 10) = 0 or n > 23700 then 'open'
            when bronze.sample_pick(n, 57, 28) = 0 then 'CANCELLED' else 'completed' end,
       t.ordered_at, (t.ordered_at + interval '96 hours')::date, case when ch.web and bronze.sample_pick(n, 58, 3) > 0 then 4.90 else 0 end,
       bronze.sample_batch(t.ordered_at, n) + make_interval(hours => case when n % 53 = 0 then 24 * (3 + n::integer % 9) else 0 end)
from generate_series(1, 24000) n
cross join lateral (select bronze.sample_pick(n, 50, 100) < 62 as web) ch
cross join lateral (select timestamptz '2023-07-01 00:00:00+00'
    + make_interval(secs => floor(power(n / 24000.0, 0.85) * 729 * 86400) + bronze.sample_pick(n, 59, 7200)) as ordered_at) t;

insert into bronze.oms_order -- the later state of orders that were first delivered open
select order_no, account_no, store_no, channel, case when order_no % 8 = 0 then 'cancelled' else 'completed' end, ordered_at, promised_on, shipping_fee,
       loaded_at + make_interval(hours => 24 * (1 + bronze.sample_pick(order_no, 61, 6)))
from bronze.oms_order
where status = 'open' and order_no < 523700 and bronze.sample_pick(order_no, 62, 12) > 0;

create table bronze.oms_order_line (
    order_no bigint not null, line_no integer not null, sku text, quantity integer, unit_price numeric(10, 2), discount_pct numeric(5, 2),
    tax_rate numeric(4, 2), loaded_at timestamptz not null, primary key (order_no, line_no, loaded_at));
create index on bronze.oms_order_line (loaded_at);
comment on table bronze.oms_order_line is 'Order lines; corrections deliver the line again';

insert into bronze.oms_order_line
select o.order_no, l.line_no,
       case when k.n % 997 = 0 then 'SKU-X' || k.n % 10 when k.n % 71 = 0 then lower(p.sku) || ' ' else p.sku end,
       case when k.n % 811 = 0 then 0 when k.n % 1201 = 0 then -1 else 1 + floor(power(bronze.sample_pick(k.n, 71, 1000) / 1000.0, 3) * 5) end,
       p.list_price, case bronze.sample_pick(k.n, 72, 8) when 0 then 10 when 1 then 5 else 0 end,
       case when bronze.sample_pick(k.n, 73, 9) = 0 then 0.07 else 0.19 end, o.loaded_at
from (select distinct on (order_no) order_no, loaded_at from bronze.oms_order order by order_no, loaded_at) o
cross join lateral generate_series(1, 1 + floor(power(bronze.sample_pick(o.order_no, 70, 1000) / 1000.0, 1.7) * 5)::integer) l (line_no)
cross join lateral (select o.order_no * 10 + l.line_no as n) k
join bronze.oms_product p on p.loaded_at = timestamptz '2023-06-30 02:10:00+00'
    and p.sku = 'SKU-' || lpad((1 + floor(power(bronze.sample_pick(k.n, 74, 100000) / 100000.0, 2) * 1200))::text, 5, '0');

insert into bronze.oms_order_line -- corrected quantities, and lines of orders that were never delivered
select order_no, line_no, sku, quantity + order_no::integer % 2, unit_price, discount_pct, tax_rate, loaded_at + interval '49 hours'
from bronze.oms_order_line where bronze.sample_pick(order_no * 10 + line_no, 75, 110) = 0
union all
select order_no + 9000000, line_no, sku, quantity, unit_price, discount_pct, tax_rate, loaded_at
from bronze.oms_order_line where order_no % 1500 = 7;

create table bronze.oms_payment (
    payment_no bigint not null, order_no bigint, method text, amount numeric(12, 2), status text, paid_at timestamptz,
    loaded_at timestamptz not null, primary key (payment_no, loaded_at));
create index on bronze.oms_payment (loaded_at);
comment on table bronze.oms_payment is 'Payments; a failed payment is tried again under a new number';

insert into bronze.oms_payment
select o.order_no * 10 + i.n, o.order_no, m.method,
       case when o.order_no % 400 = 3 then a.amount - 1 when i.of = 2 and i.n = 1 then round(a.amount / 2, 2)
            when i.of = 2 then a.amount - round(a.amount / 2, 2) else a.amount end,
       case when i.n = 0 then 'FAILED' else 'captured' end, t.paid_at, bronze.sample_batch(t.paid_at, o.order_no + i.n)
from (select distinct on (order_no) * from bronze.oms_order order by order_no, loaded_at desc) o
join (select order_no, sum(round(quantity * unit_price * (1 - discount_pct / 100), 2)) as amount
      from (select distinct on (order_no, line_no) * from bronze.oms_order_line order by order_no, line_no, loaded_at desc) l
      where quantity > 0 group by order_no) s using (order_no)
cross join lateral (select s.amount + o.shipping_fee as amount) a
cross join lateral (select lower((array['Card', 'card', 'PayPal', 'invoice', 'Transfer'])[1 + bronze.sample_pick(o.order_no, 81, 5)]) as method) m
cross join lateral (select n, case when o.order_no % 61 = 0 then 2 else 1 end as of from generate_series(0, 2) n
    where n = 1 or (n = 0 and o.order_no % 43 = 0) or (n = 2 and o.order_no % 61 = 0)) i
cross join lateral (select o.ordered_at + make_interval(mins => 5 * i.n + case when m.method in ('invoice', 'transfer')
    then 1440 * (2 + bronze.sample_pick(o.order_no, 82, 12)) else 1 end) as paid_at) t
where lower(o.status) <> 'cancelled' and not (o.status = 'open' and o.order_no % 3 = 0);

insert into bronze.oms_payment -- the same payment again: refunds, and plain duplicates
select payment_no, order_no, upper(method), amount, case when order_no % 2 = 0 then 'refunded' else status end, paid_at,
       loaded_at + make_interval(hours => 24 * (1 + bronze.sample_pick(payment_no, 84, 20)))
from bronze.oms_payment where status = 'captured' and bronze.sample_pick(payment_no, 83, 45) = 0;

create table bronze.oms_shipment (
    shipment_no text not null, order_no bigint, carrier text, tracking_no text, shipped_at timestamptz, delivered_at timestamptz,
    weight_g integer, loaded_at timestamptz not null, primary key (shipment_no, loaded_at));
create index on bronze.oms_shipment (loaded_at);
comment on table bronze.oms_shipment is 'Parcels; the delivery scan delivers the parcel again';

insert into bronze.oms_shipment
select 'P' || o.order_no, o.order_no, (array['DHL', 'dhl', 'UPS', 'GLS', 'PostNL'])[1 + bronze.sample_pick(o.order_no, 91, 5)],
       upper(left(md5(o.order_no::text), 12)), t.shipped_at, case when o.order_no % 9 = 0 then null else t.delivered_at end,
       300 + bronze.sample_pick(o.order_no, 94, 12000), bronze.sample_batch(case when o.order_no % 9 = 0 then t.shipped_at else t.delivered_at end, o.order_no)
from (select distinct on (order_no) * from bronze.oms_order order by order_no, loaded_at desc) o
cross join lateral (select o.ordered_at + make_interval(mins => 600 + bronze.sample_pick(o.order_no, 92, 3000)) as shipped_at) s
cross join lateral (select s.shipped_at, s.shipped_at + make_interval(mins => 900 + floor(power(bronze.sample_pick(o.order_no, 93, 1000) / 1000.0, 4) * 12000)::integer) as delivered_at) t
where o.status = 'completed' or (o.status = 'open' and o.order_no % 4 = 0) or (o.status = 'cancelled' and o.order_no % 32 = 0);

insert into bronze.oms_shipment
select shipment_no, order_no, carrier, tracking_no, shipped_at, shipped_at + interval '50 hours', weight_g, loaded_at + interval '72 hours'
from bronze.oms_shipment where delivered_at is null and order_no < 523600;

create table bronze.oms_return (
    return_no bigint not null, order_no bigint, line_no integer, quantity integer, reason_code text, refund_amount numeric(10, 2), returned_on date,
    loaded_at timestamptz not null, primary key (return_no, loaded_at));
comment on table bronze.oms_return is 'Returned order lines';

insert into bronze.oms_return
select l.order_no * 10 + l.line_no, l.order_no, l.line_no, greatest(1, l.quantity - 1),
       case when l.order_no % 19 = 0 then null else (array['SIZE', 'damaged', 'Not as described', 'DAMAGED ', 'regret'])[1 + bronze.sample_pick(l.order_no, 96, 5)] end,
       round(greatest(1, l.quantity - 1) * l.unit_price * (1 - l.discount_pct / 100), 2), s.delivered_at::date + 2 + bronze.sample_pick(l.order_no, 97, 20),
       bronze.sample_batch(s.delivered_at + make_interval(hours => 24 * (2 + bronze.sample_pick(l.order_no, 97, 20))), l.order_no)
from (select distinct on (order_no, line_no) * from bronze.oms_order_line order by order_no, line_no, loaded_at) l
join (select order_no, max(delivered_at) as delivered_at from bronze.oms_shipment group by order_no) s using (order_no)
where bronze.sample_pick(l.order_no * 10 + l.line_no, 95, 15) = 0 and s.delivered_at is not null;

-- CRM --------------------------------------------------------------------------------------------------------------

create table bronze.crm_contact (
    contact_id uuid not null, oms_account_no text, full_name text, email text, phone text, birth_date text, consent text, language_code text,
    loaded_at timestamptz not null, primary key (contact_id, loaded_at));
comment on table bronze.crm_contact is 'Contacts as the CRM keeps them; the link to the account is often missing';

insert into bronze.crm_contact
select md5('contact ' || k.n)::uuid, case when k.n % 5 = 0 then null when k.n % 4 = 0 then lower(a.account_no) else a.account_no end,
       a.last_name || ', ' || a.first_name, case when k.n % 23 = 0 then 'n/a' when k.n % 6 = 0 then upper(a.email) else a.email end,
       case when k.n % 10 = 0 then null else '+49 (0)' || 150 + k.n % 30 || '/' || 1000000 + bronze.sample_pick(k.n, 101, 8999999) end,
       case when k.n % 31 = 0 then '0000-00-00' when k.n % 8 = 0 then '' else (date '1948-01-01' + bronze.sample_pick(k.n, 102, 21000))::text end,
       (array['Y', 'N', 'yes', 'no', 'TRUE', '', null])[1 + bronze.sample_pick(k.n, 103, 7)],
       case when k.n % 12 = 0 then null else lower(replace(replace(a.country_code, 'AT', 'DE'), 'BE', 'NL')) end, a.loaded_at + interval '3 hours'
from (select distinct on (account_no) * from bronze.oms_customer_account order by account_no, loaded_at) a
cross join lateral (select right(a.account_no, 6)::bigint as n) k
where k.n % 10 <> 9;

insert into bronze.crm_contact -- consent given or withdrawn later
select contact_id, oms_account_no, full_name, email, phone, birth_date, case when consent in ('Y', 'yes') then 'N' else 'Y' end, language_code,
       loaded_at + interval '1200 hours'
from bronze.crm_contact where hashtext(contact_id::text) % 12 = 0;

create table bronze.crm_campaign (
    campaign_code text not null, campaign_name text, channel text, starts_on date, ends_on date, budget numeric(12, 2),
    loaded_at timestamptz not null, primary key (campaign_code, loaded_at));
comment on table bronze.crm_campaign is 'Campaigns; the budget can be delivered again';

insert into bronze.crm_campaign
select 'CMP' || lpad(n::text, 4, '0'),
       (array['Spring', 'Summer', 'Autumn', 'Winter'])[1 + n % 4] || ' ' || (array['Sale', 'Welcome', 'Win-back', 'Loyalty', 'Newsletter'])[1 + bronze.sample_pick(n, 111, 5)] || ' ' || n,
       (array['E-Mail', 'email', 'Phone', 'SMS', 'Social'])[1 + bronze.sample_pick(n, 112, 5)], s.starts_on,
       case when n % 25 = 0 then s.starts_on - 3 else s.starts_on + 20 + bronze.sample_pick(n, 113, 20) end,
       500 * (2 + bronze.sample_pick(n, 114, 60)) + 500 * d.again, s.starts_on - 7 + d.again + time '02:20' at time zone 'UTC'
from generate_series(1, 120) n
cross join generate_series(0, 1) d (again)
cross join lateral (select date '2023-07-01' + (n * 6)::integer as starts_on) s
where d.again = 0 or n % 6 = 0;

create table bronze.crm_segment_history (
    account_no text not null, segment text, valid_from timestamptz not null, score numeric(5, 2), loaded_at timestamptz not null,
    primary key (account_no, valid_from, loaded_at));
comment on table bronze.crm_segment_history is 'Customer segments with the moment from which they hold';

insert into bronze.crm_segment_history
select a.account_no, (array['starter', 'Starter', 'Regular', 'regular', 'regular', 'PREMIUM', 'premium', 'vip ', 'dormant'])[1 + bronze.sample_pick(k.n * 4 + v.n, 121, 9)],
       t.valid_from, bronze.sample_pick(k.n * 4 + v.n, 122, 10000) / 100.0, bronze.sample_batch(t.valid_from, k.n)
from (select distinct on (account_no) account_no, created_at from bronze.oms_customer_account order by account_no, loaded_at) a
cross join lateral (select right(a.account_no, 6)::bigint as n) k
cross join lateral generate_series(0, bronze.sample_pick(k.n, 120, 4) - 1) v (n)
cross join lateral (select a.created_at + make_interval(hours => 24 * 130 * v.n + bronze.sample_pick(k.n + v.n, 123, 1200)) as valid_from) t
where t.valid_from < timestamptz '2025-06-29 00:00:00+00';

create table bronze.crm_interaction (
    interaction_id bigint not null, contact_id uuid, campaign_code text, channel text, interaction_type text, happened_at timestamptz, payload jsonb,
    loaded_at timestamptz not null, primary key (interaction_id, loaded_at));
create index on bronze.crm_interaction (loaded_at);
comment on table bronze.crm_interaction is 'Opened mails, clicks, calls and complaints';

insert into bronze.crm_interaction
select n, md5('contact ' || c.contact)::uuid, case when n % 6 = 0 then null when n % 503 = 0 then 'CMP9999' else 'CMP' || lpad((1 + floor(119.0 * n / 26000))::text, 4, '0') end,
       (array['email', 'E-Mail', 'phone', 'Chat', 'email'])[1 + bronze.sample_pick(n, 132, 5)],
       (array['open', 'open', 'click', 'Click', 'call', 'complaint'])[1 + bronze.sample_pick(n, 133, 6)], t.happened_at,
       jsonb_build_object('duration_s', case when n % 14 = 0 then null else 5 + bronze.sample_pick(n, 134, 600) end, 'agent', 'A' || n % 17),
       bronze.sample_batch(t.happened_at, n)
from generate_series(1, 26000) n
cross join lateral (select 1 + floor(power(bronze.sample_pick(n, 131, 100000) / 100000.0, 1.3) * 10000 * (0.34 + 0.65 * n / 26000))::bigint as contact) c
cross join lateral (select timestamptz '2023-07-05 00:00:00+00' + make_interval(secs => n * 2405.0 + bronze.sample_pick(n, 135, 7200)) as happened_at) t;

drop table bronze.sample_city;
drop function bronze.sample_batch(timestamptz, bigint);
drop function bronze.sample_pick(bigint, integer, integer);

analyze bronze.oms_store, bronze.oms_product_category, bronze.oms_product, bronze.oms_customer_account, bronze.oms_order, bronze.oms_order_line,
    bronze.oms_payment, bronze.oms_shipment, bronze.oms_return, bronze.crm_contact, bronze.crm_campaign, bronze.crm_segment_history, bronze.crm_interaction;
reset time zone;
