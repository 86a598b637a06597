-- Sample warehouse: the loads from bronze to silver. None of them commits; each can be repeated without harm.
-- An incremental load takes the window that it is given: what was delivered after p_since, up to and including p_until.
-- A first or full load begins at -infinity and takes everything. p_run_id is kept in every row that a load changes.

-- staging ----------------------------------------------------------------------------------------------------------

create procedure silver.load_stg_customer(
    p_since timestamptz, p_until timestamptz, p_full_rebuild boolean default false,
    p_default_segment text default 'none', p_first_valid_from timestamptz default '1900-01-01 00:00:00+00')
language plpgsql as $$
declare
    v_gone bigint;
    v_rows bigint;
    v_without_email bigint;
begin
    if p_full_rebuild then
        truncate silver.stg_customer;
    end if;

    with touched as materialized (
        select account_no from bronze.oms_customer_account where loaded_at > p_since and loaded_at <= p_until
        union
        select account_no from bronze.crm_segment_history where loaded_at > p_since and loaded_at <= p_until
    ), account as materialized (
        select * from bronze.oms_customer_account join touched using (account_no)
    ), segment as materialized (
        select * from bronze.crm_segment_history join touched using (account_no)
    ), event as (
        select account_no, modified_at as effective_from from account
        union
        select account_no, valid_from from segment
    ), state as (
        select e.account_no, e.effective_from, a.city, a.country_code, a.status, coalesce(s.segment, p_default_segment) as segment
        from event e
        cross join lateral (
            select btrim(c.city) as city, upper(btrim(c.country_code)) as country_code, lower(btrim(c.status)) as status
            from bronze.oms_customer_account c
            where c.account_no = e.account_no and c.modified_at <= e.effective_from
            order by c.modified_at desc, c.loaded_at desc limit 1) a
        left join lateral (
            select nullif(lower(btrim(h.segment)), '') as segment
            from bronze.crm_segment_history h
            where h.account_no = e.account_no and h.valid_from <= e.effective_from
            order by h.valid_from desc, h.loaded_at desc limit 1) s on true
    ), version as (
        select *, lag((city, country_code, status, segment)) over account is not distinct from (city, country_code, status, segment) as is_repeated,
               row_number() over account as version_no
        from state
        window account as (partition by account_no order by effective_from)
    ), newest as (
        select distinct on (account_no) account_no,
               initcap(btrim(first_name)) || ' ' || btrim(last_name) as full_name, nullif(lower(btrim(email)), '') as email
        from account
        order by account_no, loaded_at desc
    ), staged as materialized (
        select v.account_no, case when v.version_no = 1 then p_first_valid_from else v.effective_from end as valid_from,
               lead(v.effective_from, 1, '9999-12-31 00:00:00+00') over (partition by v.account_no order by v.effective_from) as valid_to,
               n.full_name, n.email, v.city, v.country_code, v.status, v.segment
        from version v
        join newest n using (account_no)
        where not (v.is_repeated and v.version_no > 1)
    ), gone as (
        delete from silver.stg_customer t using touched
        where t.account_no = touched.account_no
          and not exists (select from staged s where (s.account_no, s.valid_from) = (t.account_no, t.valid_from))
        returning 1
    ), upserted as (
        insert into silver.stg_customer as t (account_no, valid_from, valid_to, full_name, email, city, country_code, status, segment)
        select * from staged
        on conflict (account_no, valid_from) do update
        set valid_to = excluded.valid_to, full_name = excluded.full_name, email = excluded.email, city = excluded.city,
            country_code = excluded.country_code, status = excluded.status, segment = excluded.segment
        where (t.valid_to, t.full_name, t.email, t.city, t.country_code, t.status, t.segment) is distinct from
              (excluded.valid_to, excluded.full_name, excluded.email, excluded.city, excluded.country_code, excluded.status, excluded.segment)
        returning 1
    )
    select (select count(*) from gone), (select count(*) from upserted) into v_gone, v_rows;

    select count(distinct account_no) into v_without_email from silver.stg_customer where email is null;
    if v_without_email > 0 then
        raise warning 'load_stg_customer: % accounts without an e-mail address', v_without_email;
    end if;
    raise notice 'load_stg_customer: % customer versions new or changed since %, % gone', v_rows, p_since, v_gone;
    analyze silver.stg_customer;
end $$;
comment on procedure silver.load_stg_customer is 'Builds the history of the customer accounts that were delivered anew, from all their deliveries and segments';

create function silver.load_stg_order(
    p_since timestamptz, p_until timestamptz, p_full_rebuild boolean default false, out p_rows bigint)
language plpgsql as $$
begin
    if p_full_rebuild then
        truncate silver.stg_order;
    end if;

    insert into silver.stg_order as t (order_no, account_no, store_no, channel, status, ordered_at, promised_on, shipping_fee, delivery_count, source_loaded_at)
    select distinct on (d.order_no) d.order_no, upper(btrim(d.account_no)), btrim(d.store_no), lower(btrim(d.channel)), lower(btrim(d.status)),
           d.ordered_at, d.promised_on, coalesce(d.shipping_fee, 0), count(*) over (partition by d.order_no), d.loaded_at
    from bronze.oms_order d
    where d.order_no in (select n.order_no from bronze.oms_order n where n.loaded_at > p_since and n.loaded_at <= p_until)
    order by d.order_no, d.loaded_at desc
    on conflict (order_no) do update
    set account_no = excluded.account_no, store_no = excluded.store_no, channel = excluded.channel, status = excluded.status,
        ordered_at = excluded.ordered_at, promised_on = excluded.promised_on, shipping_fee = excluded.shipping_fee,
        delivery_count = excluded.delivery_count, source_loaded_at = excluded.source_loaded_at
    where excluded.source_loaded_at > t.source_loaded_at;
    get diagnostics p_rows = row_count;

    raise notice 'load_stg_order: % orders new or changed since %', p_rows, p_since;
end $$;
comment on function silver.load_stg_order is 'Keeps the newest delivery of every order; answers how many orders are new or changed';

-- dimensions -------------------------------------------------------------------------------------------------------

create procedure silver.load_dim_date(
    p_run_id uuid, p_business_date date, p_horizon_months integer default 12, p_from date default '2023-01-01')
language plpgsql as $$
declare
    v_until date;
    v_rows bigint;
begin
    select (greatest(p_business_date, max(ordered_at at time zone 'UTC')) + make_interval(months => p_horizon_months))::date
    into v_until from bronze.oms_order;

    insert into silver.dim_date (date_key, year, quarter, month, iso_week, iso_weekday, is_weekend, is_holiday, load_run_id)
    select d.day, extract(year from d.day), extract(quarter from d.day), extract(month from d.day), extract(week from d.day), extract(isodow from d.day),
           extract(isodow from d.day) >= 6, to_char(d.day, 'MM-DD') in ('01-01', '05-01', '12-25', '12-26'), p_run_id
    from (select p_from + n as day from generate_series(0, v_until - p_from) n) d
    on conflict (date_key) do nothing;
    get diagnostics v_rows = row_count;
    raise notice 'load_dim_date: % days added, calendar until %', v_rows, v_until;
end $$;
comment on procedure silver.load_dim_date is 'Extends the calendar to some months after the business date';

create procedure silver.load_dim_store(p_run_id uuid, p_started_at timestamptz)
language plpgsql as $$
declare
    v_inserted bigint;
    v_updated bigint;
begin
    with upserted as (
        insert into silver.dim_store as t (store_no, store_name, store_type, city, country_code, opened_on, updated_at, load_run_id)
        select distinct on (store_no) btrim(store_no), btrim(store_name), coalesce(lower(btrim(store_type)), 'unknown'), btrim(city), upper(country_code), opened_on,
               p_started_at, p_run_id
        from bronze.oms_store
        order by store_no, loaded_at desc
        on conflict (store_no) do update
        set store_name = excluded.store_name, store_type = excluded.store_type, city = excluded.city, country_code = excluded.country_code,
            opened_on = excluded.opened_on, updated_at = excluded.updated_at, load_run_id = excluded.load_run_id
        where (t.store_name, t.store_type, t.city, t.country_code, t.opened_on)
            is distinct from (excluded.store_name, excluded.store_type, excluded.city, excluded.country_code, excluded.opened_on)
        returning xmax = 0 as is_new
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new) into v_inserted, v_updated from upserted;
    raise notice 'load_dim_store: % inserted, % updated', v_inserted, v_updated;
end $$;
comment on procedure silver.load_dim_store is 'Loads shops and web shops, type 1';

create procedure silver.load_dim_product_category(p_run_id uuid)
language plpgsql as $$
declare
    v_rows bigint;
begin
    merge into silver.dim_product_category t
    using (
        select distinct on (category_code) upper(btrim(category_code)) as category_code, btrim(category_name) as category_name,
               upper(btrim(parent_code)) as parent_code, case when parent_code is null then 1 else 2 end as category_level
        from bronze.oms_product_category
        order by category_code, loaded_at desc
    ) s on t.category_code = s.category_code
    when matched and (t.category_name, t.parent_code, t.category_level) is distinct from (s.category_name, s.parent_code, s.category_level) then
        update set category_name = s.category_name, parent_code = s.parent_code, category_level = s.category_level, load_run_id = p_run_id
    when not matched then
        insert (category_code, category_name, parent_code, category_level, load_run_id)
        values (s.category_code, s.category_name, s.parent_code, s.category_level, p_run_id);
    get diagnostics v_rows = row_count;
    raise notice 'load_dim_product_category: % categories new or changed', v_rows;
end $$;
comment on procedure silver.load_dim_product_category is 'Loads product categories, type 1; parents may come after their children';

create procedure silver.load_dim_product(p_run_id uuid, p_started_at timestamptz, p_low_margin_pct numeric default 30)
language plpgsql as $$
declare
    v_rows bigint;
    v_without_category bigint;
begin
    insert into silver.dim_product as t (sku, product_name, brand, category_key, list_price, cost_price, margin_class, is_active, updated_at, load_run_id)
    select s.sku, s.product_name, s.brand, coalesce(c.category_key, -1), s.list_price, s.cost_price,
           case when s.list_price is null or s.list_price = 0 then 'unknown'
                when 100 * (s.list_price - s.cost_price) / s.list_price < p_low_margin_pct then 'low' else 'normal' end,
           s.is_active, p_started_at, p_run_id
    from (select distinct on (sku) upper(btrim(sku)) as sku, btrim(product_name) as product_name, coalesce(initcap(nullif(btrim(brand), '')), 'unknown') as brand,
                 upper(btrim(category_code)) as category_code, list_price, cost_price, lower(status) = 'active' as is_active
          from bronze.oms_product
          order by sku, loaded_at desc) s
    left join silver.dim_product_category c using (category_code)
    on conflict (sku) do update
    set product_name = excluded.product_name, brand = excluded.brand, category_key = excluded.category_key, list_price = excluded.list_price,
        cost_price = excluded.cost_price, margin_class = excluded.margin_class, is_active = excluded.is_active,
        updated_at = excluded.updated_at, load_run_id = excluded.load_run_id
    where (t.product_name, t.brand, t.category_key, t.list_price, t.cost_price, t.margin_class, t.is_active)
        is distinct from (excluded.product_name, excluded.brand, excluded.category_key, excluded.list_price, excluded.cost_price, excluded.margin_class, excluded.is_active);
    get diagnostics v_rows = row_count;

    select count(*) into v_without_category from silver.dim_product where category_key = -1 and product_key <> -1;
    if v_without_category > 0 then
        raise warning 'load_dim_product: % products of an unknown category', v_without_category;
    end if;
    raise notice 'load_dim_product: % products new or changed', v_rows;
end $$;
comment on procedure silver.load_dim_product is 'Loads products with their newest prices, type 1';

create procedure silver.load_dim_customer(p_run_id uuid, p_started_at timestamptz, p_full_rebuild boolean default false)
language plpgsql as $$
declare
    v_closed bigint;
    v_opened bigint;
    v_corrected bigint;
    v_gone bigint := 0;
begin
    -- close versions that have ended, before their successors open: at most one version is current
    update silver.dim_customer d
    set valid_to = s.valid_to, is_current = s.valid_to = '9999-12-31 00:00:00+00', city = s.city, country_code = s.country_code, status = s.status,
        segment = s.segment, updated_at = p_started_at, load_run_id = p_run_id
    from silver.stg_customer s
    where s.account_no = d.account_no and s.valid_from = d.valid_from
      and (d.valid_to, d.city, d.country_code::text, d.status, d.segment) is distinct from (s.valid_to, s.city, s.country_code, s.status, s.segment);
    get diagnostics v_closed = row_count;

    insert into silver.dim_customer (account_no, full_name, email, city, country_code, status, segment, valid_from, valid_to, is_current, updated_at, load_run_id)
    select s.account_no, s.full_name, s.email, s.city, s.country_code, s.status, s.segment, s.valid_from, s.valid_to,
           s.valid_to = '9999-12-31 00:00:00+00', p_started_at, p_run_id
    from silver.stg_customer s
    where not exists (select from silver.dim_customer d where d.account_no = s.account_no and d.valid_from = s.valid_from)
    order by s.account_no, s.valid_from;
    get diagnostics v_opened = row_count;

    -- name and e-mail are type 1: the newest ones in every version
    update silver.dim_customer d
    set full_name = s.full_name, email = s.email, updated_at = p_started_at, load_run_id = p_run_id
    from silver.stg_customer s
    where s.account_no = d.account_no and s.valid_to = '9999-12-31 00:00:00+00' and (d.full_name, d.email) is distinct from (s.full_name, s.email);
    get diagnostics v_corrected = row_count;

    if p_full_rebuild then -- accounts that have gone from the sources
        update silver.dim_customer d
        set is_current = false, valid_to = p_started_at, updated_at = p_started_at, load_run_id = p_run_id
        where d.is_current and d.customer_key <> -1 and not exists (select from silver.stg_customer s where s.account_no = d.account_no);
        get diagnostics v_gone = row_count;
    end if;
    raise notice 'load_dim_customer: % versions changed or closed, % opened, % corrected, % accounts gone', v_closed, v_opened, v_corrected, v_gone;
    analyze silver.dim_customer;
end $$;
comment on procedure silver.load_dim_customer is 'Loads customers, type 2: closes and opens versions from the staged history';

create procedure silver.load_dim_contact(p_run_id uuid, p_started_at timestamptz, p_default_language text default 'en')
language plpgsql as $$
declare
    v_rows bigint;
    v_unmatched bigint;
begin
    with contact as (
        select distinct on (contact_id) contact_id, upper(nullif(btrim(oms_account_no), '')) as linked_account_no,
               btrim(split_part(full_name, ',', 2)) || ' ' || btrim(split_part(full_name, ',', 1)) as full_name,
               case when email like '%@%' then lower(btrim(email)) end as email, regexp_replace(phone, '\(0\)|[^0-9+]', '', 'g') as phone,
               case when birth_date ~ '^(19|20)\d\d-\d\d-\d\d$' then birth_date::date end as birth_date,
               coalesce(lower(consent) in ('y', 'yes', 'true'), false) as has_consent, coalesce(language_code, p_default_language) as language_code
        from bronze.crm_contact
        order by contact_id, loaded_at desc
    ), by_email as (
        select email, min(account_no) as account_no from silver.stg_customer where email is not null group by email
    )
    insert into silver.dim_contact as t (contact_id, account_no, match_method, full_name, email, phone, birth_date, has_consent, language_code, updated_at, load_run_id)
    select c.contact_id, coalesce(c.linked_account_no, m.account_no),
           case when c.linked_account_no is not null then 'link' when m.account_no is not null then 'email' else 'none' end,
           c.full_name, c.email, c.phone, c.birth_date, c.has_consent, c.language_code, p_started_at, p_run_id
    from contact c
    left join by_email m on m.email = c.email
    on conflict (contact_id) do update
    set account_no = excluded.account_no, match_method = excluded.match_method, full_name = excluded.full_name, email = excluded.email, phone = excluded.phone,
        birth_date = excluded.birth_date, has_consent = excluded.has_consent, language_code = excluded.language_code,
        updated_at = excluded.updated_at, load_run_id = excluded.load_run_id
    where (t.account_no, t.match_method, t.full_name, t.email, t.phone, t.birth_date, t.has_consent, t.language_code) is distinct from
          (excluded.account_no, excluded.match_method, excluded.full_name, excluded.email, excluded.phone, excluded.birth_date, excluded.has_consent, excluded.language_code);
    get diagnostics v_rows = row_count;

    select count(*) into v_unmatched from silver.dim_contact where match_method = 'none' and contact_key <> -1;
    raise notice 'load_dim_contact: % contacts new or changed, % without a customer account', v_rows, v_unmatched;
end $$;
comment on procedure silver.load_dim_contact is 'Loads CRM contacts, type 1, and matches them to customer accounts';

-- unqualified names: found by the search path of the caller
create procedure silver.load_dim_campaign(p_run_id uuid, p_default_channel text default 'other')
language plpgsql as $$
declare
    v_rows bigint;
    v_inverted bigint;
begin
    merge into dim_campaign t
    using (
        select distinct on (campaign_code) campaign_code, btrim(campaign_name) as campaign_name,
               coalesce(replace(lower(btrim(channel)), '-', ''), p_default_channel) as channel,
               starts_on, case when ends_on >= starts_on then ends_on end as ends_on, coalesce(budget, 0) as budget
        from crm_campaign
        order by campaign_code, loaded_at desc
    ) s on t.campaign_code = s.campaign_code
    when matched and (t.campaign_name, t.channel, t.starts_on, t.ends_on, t.budget)
            is distinct from (s.campaign_name, s.channel, s.starts_on, s.ends_on, s.budget) then
        update set campaign_name = s.campaign_name, channel = s.channel, starts_on = s.starts_on, ends_on = s.ends_on, budget = s.budget, load_run_id = p_run_id
    when not matched then
        insert (campaign_code, campaign_name, channel, starts_on, ends_on, budget, load_run_id)
        values (s.campaign_code, s.campaign_name, s.channel, s.starts_on, s.ends_on, s.budget, p_run_id);
    get diagnostics v_rows = row_count;

    select count(*) into v_inverted from crm_campaign where ends_on < starts_on;
    if v_inverted > 0 then
        raise warning 'load_dim_campaign: % deliveries end before they start, their end is left out', v_inverted;
    end if;
    raise notice 'load_dim_campaign: % campaigns new or changed', v_rows;
end $$;
comment on procedure silver.load_dim_campaign is 'Loads marketing campaigns, type 1';

-- facts ------------------------------------------------------------------------------------------------------------

create procedure silver.load_fact_order(
    p_run_id uuid, p_since timestamptz, p_until timestamptz, p_full_rebuild boolean default false,
    p_default_channel text default 'store')
language plpgsql as $$
declare
    v_rows bigint;
    v_deleted bigint := 0;
    v_unknown bigint;
begin
    if p_full_rebuild then
        delete from silver.fact_order f where not exists (select from silver.stg_order s where s.order_no = f.order_no);
        get diagnostics v_deleted = row_count;
    end if;

    insert into silver.fact_order as t
        (order_no, order_date, customer_key, store_key, channel, status, ordered_at, promised_on, shipping_fee, is_guest, source_loaded_at, load_run_id)
    select s.order_no, (s.ordered_at at time zone 'UTC')::date, coalesce(c.customer_key, -1), coalesce(st.store_key, -1), coalesce(s.channel, p_default_channel),
           s.status, s.ordered_at, s.promised_on, s.shipping_fee, s.account_no is null, s.source_loaded_at, p_run_id
    from silver.stg_order s
    left join silver.dim_customer c on c.account_no = s.account_no and s.ordered_at >= c.valid_from and s.ordered_at < c.valid_to
    left join silver.dim_store st on st.store_no = s.store_no
    where s.source_loaded_at > p_since and s.source_loaded_at <= p_until
    on conflict (order_no) do update
    set order_date = excluded.order_date, customer_key = excluded.customer_key, store_key = excluded.store_key, channel = excluded.channel,
        status = excluded.status, ordered_at = excluded.ordered_at, promised_on = excluded.promised_on, shipping_fee = excluded.shipping_fee,
        is_guest = excluded.is_guest, source_loaded_at = excluded.source_loaded_at, load_run_id = excluded.load_run_id
    where (t.order_date, t.customer_key, t.store_key, t.channel, t.status, t.ordered_at, t.promised_on, t.shipping_fee, t.is_guest, t.source_loaded_at)
        is distinct from (excluded.order_date, excluded.customer_key, excluded.store_key, excluded.channel, excluded.status, excluded.ordered_at,
                          excluded.promised_on, excluded.shipping_fee, excluded.is_guest, excluded.source_loaded_at);
    get diagnostics v_rows = row_count;

    select count(*) into v_unknown from silver.fact_order where customer_key = -1 and not is_guest and source_loaded_at > p_since;
    if v_unknown > 0 then
        raise warning 'load_fact_order: % orders of unknown accounts, booked on the unknown customer', v_unknown;
    end if;
    raise notice 'load_fact_order: % orders new or changed since %, % deleted', v_rows, p_since, v_deleted;
    analyze silver.fact_order;
end $$;
comment on procedure silver.load_fact_order is 'Loads orders in their newest state, with the customer version that held at the order';

create procedure silver.load_fact_order_line(
    p_run_id uuid, p_since timestamptz, p_until timestamptz, p_full_rebuild boolean default false)
language plpgsql as $$
declare
    v_rows bigint;
    v_rejected bigint;
    v_resolved bigint;
begin
    if p_full_rebuild then
        delete from silver.fact_order_line f
        where not exists (select from bronze.oms_order_line l where l.order_no = f.order_no and l.line_no = f.line_no);
    end if;

    with delivered as (
        select distinct on (l.order_no, l.line_no) l.*, l.order_no || '/' || l.line_no as business_key
        from bronze.oms_order_line l
        where l.loaded_at > p_since and l.loaded_at <= p_until
           or l.order_no || '/' || l.line_no in (select r.business_key from silver.rejected_row r where r.source_table = 'oms_order_line')
        order by l.order_no, l.line_no, l.loaded_at desc
    ), candidate as materialized (
        select d.*, coalesce(p.product_key, -1) as product_key, round(d.quantity * d.unit_price * (1 - coalesce(d.discount_pct, 0) / 100), 2) as gross_amount,
               case when o.order_no is null then 'order unknown' when d.quantity is null or d.quantity <= 0 then 'quantity not positive' end as reason
        from delivered d
        left join silver.fact_order o on o.order_no = d.order_no
        left join silver.dim_product p on p.sku = upper(btrim(d.sku))
    ), rejected as (
        insert into silver.rejected_row as t (source_table, business_key, reason, source_loaded_at, load_run_id)
        select 'oms_order_line', business_key, reason, loaded_at, p_run_id from candidate where reason is not null
        on conflict (source_table, business_key) do update
        set reason = excluded.reason, source_loaded_at = excluded.source_loaded_at, load_run_id = excluded.load_run_id
        where (t.reason, t.source_loaded_at) is distinct from (excluded.reason, excluded.source_loaded_at)
        returning 1
    ), resolved as (
        delete from silver.rejected_row r using candidate c
        where r.source_table = 'oms_order_line' and r.business_key = c.business_key and c.reason is null
        returning 1
    ), upserted as (
        insert into silver.fact_order_line as t
            (order_no, line_no, product_key, quantity, unit_price, discount_pct, gross_amount, net_amount, source_loaded_at, load_run_id)
        select order_no, line_no, product_key, quantity, unit_price, coalesce(discount_pct, 0), gross_amount, round(gross_amount / (1 + tax_rate), 2), loaded_at, p_run_id
        from candidate where reason is null
        on conflict (order_no, line_no) do update
        set product_key = excluded.product_key, quantity = excluded.quantity, unit_price = excluded.unit_price, discount_pct = excluded.discount_pct,
            gross_amount = excluded.gross_amount, net_amount = excluded.net_amount, source_loaded_at = excluded.source_loaded_at, load_run_id = excluded.load_run_id
        where (t.product_key, t.quantity, t.unit_price, t.discount_pct, t.gross_amount, t.net_amount, t.source_loaded_at) is distinct from
              (excluded.product_key, excluded.quantity, excluded.unit_price, excluded.discount_pct, excluded.gross_amount, excluded.net_amount, excluded.source_loaded_at)
        returning 1
    )
    select (select count(*) from upserted), (select count(*) from rejected), (select count(*) from resolved) into v_rows, v_rejected, v_resolved;

    if v_rejected > 0 then
        raise warning 'load_fact_order_line: % lines rejected, see silver.rejected_row', v_rejected;
    end if;
    raise notice 'load_fact_order_line: % lines new or changed since %, % earlier rejects resolved', v_rows, p_since, v_resolved;
end $$;
comment on procedure silver.load_fact_order_line is 'Loads order lines; sets aside those without an order or a quantity';

create procedure silver.load_fact_payment(
    p_run_id uuid, p_since timestamptz, p_until timestamptz, p_full_rebuild boolean default false)
language plpgsql as $$
declare
    v_rows bigint;
begin
    if p_full_rebuild then
        truncate silver.fact_payment;
    end if;

    merge into silver.fact_payment t
    using (
        select distinct on (p.payment_no) p.payment_no, p.order_no, (p.paid_at at time zone 'UTC')::date as paid_on, lower(btrim(p.method)) as method,
               lower(btrim(p.status)) as status, p.amount, p.loaded_at
        from bronze.oms_payment p
        join silver.fact_order o using (order_no)
        where p.loaded_at <= p_until and (p.loaded_at > p_since or o.source_loaded_at > p_since) -- the order can come after its payment
        order by p.payment_no, p.loaded_at desc
    ) s on t.payment_no = s.payment_no
    when matched and (t.order_no, t.paid_on, t.method, t.status, t.amount, t.source_loaded_at)
            is distinct from (s.order_no, s.paid_on, s.method, s.status, s.amount, s.loaded_at) then
        update set order_no = s.order_no, paid_on = s.paid_on, method = s.method, status = s.status, amount = s.amount,
                   source_loaded_at = s.loaded_at, load_run_id = p_run_id
    when not matched then
        insert (payment_no, order_no, paid_on, method, status, amount, source_loaded_at, load_run_id)
        values (s.payment_no, s.order_no, s.paid_on, s.method, s.status, s.amount, s.loaded_at, p_run_id);
    get diagnostics v_rows = row_count;
    raise notice 'load_fact_payment: % payments new or changed since %', v_rows, p_since;
end $$;
comment on procedure silver.load_fact_payment is 'Loads payments in their newest state';

create procedure silver.load_fact_shipment(
    p_run_id uuid, p_since timestamptz, p_until timestamptz, p_grace_days integer default 0, p_full_rebuild boolean default false)
language plpgsql as $$
declare
    v_rows bigint;
    v_deleted bigint := 0;
begin
    if p_full_rebuild then
        delete from silver.fact_shipment;
        get diagnostics v_deleted = row_count;
    end if;

    insert into silver.fact_shipment as t
        (shipment_no, order_no, carrier, shipped_on, delivered_on, transit_hours, is_late, weight_g, source_loaded_at, load_run_id)
    select distinct on (s.shipment_no) s.shipment_no, s.order_no, upper(btrim(s.carrier)), (s.shipped_at at time zone 'UTC')::date,
           (s.delivered_at at time zone 'UTC')::date, round(extract(epoch from s.delivered_at - s.shipped_at) / 3600, 1),
           coalesce((s.delivered_at at time zone 'UTC')::date > o.promised_on + p_grace_days, false), s.weight_g, s.loaded_at, p_run_id
    from bronze.oms_shipment s
    join silver.fact_order o using (order_no)
    where s.loaded_at <= p_until and (s.loaded_at > p_since or o.source_loaded_at > p_since) -- the order can come after its parcel
    order by s.shipment_no, s.loaded_at desc
    on conflict (shipment_no) do update
    set order_no = excluded.order_no, carrier = excluded.carrier, shipped_on = excluded.shipped_on, delivered_on = excluded.delivered_on,
        transit_hours = excluded.transit_hours, is_late = excluded.is_late, weight_g = excluded.weight_g,
        source_loaded_at = excluded.source_loaded_at, load_run_id = excluded.load_run_id
    where (t.order_no, t.carrier, t.shipped_on, t.delivered_on, t.transit_hours, t.is_late, t.weight_g, t.source_loaded_at) is distinct from
          (excluded.order_no, excluded.carrier, excluded.shipped_on, excluded.delivered_on, excluded.transit_hours, excluded.is_late, excluded.weight_g, excluded.source_loaded_at);
    get diagnostics v_rows = row_count;
    raise notice 'load_fact_shipment: % parcels new or changed since %, % deleted before', v_rows, p_since, v_deleted;
end $$;
comment on procedure silver.load_fact_shipment is 'Loads parcels with their transit time, and whether they came later than promised';

-- unqualified names: found by the search path of the caller
create procedure silver.load_fact_return(p_run_id uuid, p_unknown_reason text default 'unknown')
language plpgsql as $$
declare
    v_updated bigint;
    v_inserted bigint;
    v_deleted bigint;
begin
    delete from fact_return f where not exists (select from oms_return r where r.return_no = f.return_no);
    get diagnostics v_deleted = row_count;

    update fact_return f
    set returned_on = r.returned_on, reason = coalesce(lower(btrim(r.reason_code)), p_unknown_reason), quantity = r.quantity,
        refund_amount = r.refund_amount, load_run_id = p_run_id
    from (select distinct on (return_no) * from oms_return order by return_no, loaded_at desc) r
    where r.return_no = f.return_no
      and (f.returned_on, f.reason, f.quantity, f.refund_amount)
          is distinct from (r.returned_on, coalesce(lower(btrim(r.reason_code)), p_unknown_reason), r.quantity, r.refund_amount);
    get diagnostics v_updated = row_count;

    insert into fact_return (return_no, order_no, line_no, returned_on, reason, quantity, refund_amount, load_run_id)
    select distinct on (r.return_no) r.return_no, r.order_no, r.line_no, r.returned_on, coalesce(lower(btrim(r.reason_code)), p_unknown_reason),
           r.quantity, r.refund_amount, p_run_id
    from oms_return r
    join fact_order_line l using (order_no, line_no)
    where not exists (select from fact_return f where f.return_no = r.return_no)
    order by r.return_no, r.loaded_at desc;
    get diagnostics v_inserted = row_count;
    raise notice 'load_fact_return: % inserted, % updated, % deleted', v_inserted, v_updated, v_deleted;
end $$;
comment on procedure silver.load_fact_return is 'Loads returned order lines, all of them every time';

create procedure silver.load_fact_interaction(
    p_run_id uuid, p_after_id bigint, p_full_rebuild boolean, out p_last_id bigint)
language plpgsql as $$
declare
    v_rows bigint;
begin
    if p_full_rebuild then
        truncate silver.fact_interaction;
    end if;
    -- before the load, which goes no further: a row that comes in the meantime is the next load's
    select max(interaction_id) into p_last_id from bronze.crm_interaction;

    insert into silver.fact_interaction as t
        (interaction_id, interaction_date, contact_key, customer_key, campaign_key, channel, interaction_type, duration_seconds, source_loaded_at, load_run_id)
    select distinct on (i.interaction_id) i.interaction_id, (i.happened_at at time zone 'UTC')::date, coalesce(c.contact_key, -1), coalesce(k.customer_key, -1),
           coalesce(g.campaign_key, -1), replace(lower(btrim(i.channel)), '-', ''), lower(i.interaction_type), (i.payload ->> 'duration_s')::integer,
           i.loaded_at, p_run_id
    from bronze.crm_interaction i
    left join silver.dim_contact c on c.contact_id = i.contact_id
    left join silver.dim_customer k on k.account_no = c.account_no and i.happened_at >= k.valid_from and i.happened_at < k.valid_to
    left join silver.dim_campaign g on g.campaign_code = i.campaign_code
    where i.interaction_id > p_after_id and i.interaction_id <= p_last_id
    order by i.interaction_id, i.loaded_at desc
    on conflict (interaction_id) do update
    set contact_key = excluded.contact_key, customer_key = excluded.customer_key, campaign_key = excluded.campaign_key, channel = excluded.channel,
        interaction_type = excluded.interaction_type, duration_seconds = excluded.duration_seconds,
        source_loaded_at = excluded.source_loaded_at, load_run_id = excluded.load_run_id
    where (t.contact_key, t.customer_key, t.campaign_key, t.channel, t.interaction_type, t.duration_seconds, t.source_loaded_at) is distinct from
          (excluded.contact_key, excluded.customer_key, excluded.campaign_key, excluded.channel, excluded.interaction_type, excluded.duration_seconds, excluded.source_loaded_at);
    get diagnostics v_rows = row_count;
    raise notice 'load_fact_interaction: % interactions new or changed after number %', v_rows, p_after_id;
end $$;
comment on procedure silver.load_fact_interaction is 'Loads interactions with the contact, the customer version and the campaign they belong to';

-- aggregates, checks, retention ------------------------------------------------------------------------------------

create procedure silver.rebuild_daily_sales(p_run_id uuid, p_mode text, p_months_back integer default 3)
language plpgsql as $$
declare
    v_since date;
    v_rows bigint;
begin
    if p_mode = 'full' then
        truncate silver.agg_daily_sales;
    end if;
    select coalesce(date_trunc('month', max(sales_date)) - make_interval(months => p_months_back), '-infinity') into v_since from silver.agg_daily_sales;

    merge into silver.agg_daily_sales t
    using (
        with sales as (
            select o.order_date as sales_date, coalesce(s.country_code, '?')::text as country_code, o.channel, split_part(c.category_code, '-', 1) as category_code,
                   count(distinct o.order_no) as orders, sum(l.quantity) as quantity, sum(l.gross_amount) as gross_amount, coalesce(sum(r.refund_amount), 0) as refund_amount
            from silver.fact_order o
            join silver.fact_order_line l using (order_no)
            join silver.dim_store s using (store_key)
            join silver.dim_product p using (product_key)
            join silver.dim_product_category c using (category_key)
            left join (select order_no, line_no, sum(refund_amount) as refund_amount from silver.fact_return group by order_no, line_no) r using (order_no, line_no)
            where o.status <> 'cancelled' and o.order_date >= v_since
            group by 1, 2, 3, 4)
        select sales_date, country_code, channel, category_code, s.orders, s.quantity, s.gross_amount, s.refund_amount
        from sales s
        full join (select sales_date, country_code, channel, category_code from silver.agg_daily_sales where sales_date >= v_since) a
            using (sales_date, country_code, channel, category_code)
    ) s on (t.sales_date, t.country_code, t.channel, t.category_code) = (s.sales_date, s.country_code, s.channel, s.category_code)
    when matched and s.orders is null then
        delete
    when matched and (t.orders, t.quantity, t.gross_amount, t.refund_amount) is distinct from (s.orders, s.quantity, s.gross_amount, s.refund_amount) then
        update set orders = s.orders, quantity = s.quantity, gross_amount = s.gross_amount, refund_amount = s.refund_amount, load_run_id = p_run_id
    when not matched then
        insert (sales_date, country_code, channel, category_code, orders, quantity, gross_amount, refund_amount, load_run_id)
        values (s.sales_date, s.country_code, s.channel, s.category_code, s.orders, s.quantity, s.gross_amount, s.refund_amount, p_run_id);
    get diagnostics v_rows = row_count;
    raise notice 'rebuild_daily_sales: % rows new, changed or gone since % (%)', v_rows, v_since, p_mode;
end $$;
comment on procedure silver.rebuild_daily_sales is 'Aggregates sales by day; a full run empties the table first';

create procedure silver.rebuild_customer_value(p_run_id uuid)
language plpgsql as $$
declare
    v_rows bigint;
begin
    merge into silver.agg_customer_value t
    using (
        select c.account_no, max(c.segment) filter (where c.is_current) as segment, coalesce(sum(o.orders), 0) as orders, coalesce(sum(o.paid), 0) as paid_amount,
               coalesce(sum(o.refunded), 0) as refund_amount, coalesce(sum(i.complaints), 0) as complaints, max(o.last_order_date) as last_order_date,
               ntile(10) over (order by coalesce(sum(o.paid), 0) - coalesce(sum(o.refunded), 0) desc, c.account_no) as value_decile
        from silver.dim_customer c
        left join (
            select f.customer_key, count(*) as orders, sum(p.paid) as paid, sum(r.refunded) as refunded, max(f.order_date) as last_order_date
            from silver.fact_order f
            left join (select order_no, sum(amount) as paid from silver.fact_payment where status = 'captured' group by order_no) p using (order_no)
            left join (select order_no, sum(refund_amount) as refunded from silver.fact_return group by order_no) r using (order_no)
            where f.status <> 'cancelled'
            group by f.customer_key) o using (customer_key)
        left join (
            select customer_key, count(*) as complaints from silver.fact_interaction where interaction_type = 'complaint' group by customer_key) i using (customer_key)
        where c.customer_key <> -1
        group by c.account_no
        having bool_or(c.is_current)
    ) s on t.account_no = s.account_no
    when matched and (t.segment, t.orders, t.paid_amount, t.refund_amount, t.complaints, t.last_order_date, t.value_decile)
            is distinct from (s.segment, s.orders, s.paid_amount, s.refund_amount, s.complaints, s.last_order_date, s.value_decile) then
        update set segment = s.segment, orders = s.orders, paid_amount = s.paid_amount, refund_amount = s.refund_amount, complaints = s.complaints,
                   last_order_date = s.last_order_date, value_decile = s.value_decile, load_run_id = p_run_id
    when not matched then
        insert (account_no, segment, orders, paid_amount, refund_amount, complaints, last_order_date, value_decile, load_run_id)
        values (s.account_no, s.segment, s.orders, s.paid_amount, s.refund_amount, s.complaints, s.last_order_date, s.value_decile, p_run_id);
    get diagnostics v_rows = row_count;
    raise notice 'rebuild_customer_value: % accounts new or changed', v_rows;
end $$;
comment on procedure silver.rebuild_customer_value is 'Aggregates orders, payments, returns and complaints by customer account';

create procedure silver.snapshot_open_orders(p_run_id uuid, p_snapshot_date date, p_min_age_days integer default 1, p_keep_days integer default 90)
language plpgsql as $$
declare
    v_expired bigint;
    v_rows bigint;
begin
    delete from silver.open_order_snapshot where snapshot_date < p_snapshot_date - p_keep_days;
    get diagnostics v_expired = row_count;
    delete from silver.open_order_snapshot where snapshot_date = p_snapshot_date;

    insert into silver.open_order_snapshot (snapshot_date, order_no, age_days, missing, open_amount, load_run_id)
    select p_snapshot_date, o.order_no, p_snapshot_date - o.order_date,
           concat_ws(' and ', case when not p.is_paid then 'payment' end, case when not s.is_shipped then 'shipment' end),
           case when p.is_paid then 0 else coalesce(l.amount, 0) + o.shipping_fee end, p_run_id
    from silver.fact_order o
    cross join lateral (select exists (select from silver.fact_payment where order_no = o.order_no and status = 'captured') as is_paid) p
    cross join lateral (select exists (select from silver.fact_shipment where order_no = o.order_no) as is_shipped) s
    left join (select order_no, sum(gross_amount) as amount from silver.fact_order_line group by order_no) l using (order_no)
    where o.status = 'open' and o.order_date <= p_snapshot_date - p_min_age_days and not (p.is_paid and s.is_shipped);
    get diagnostics v_rows = row_count;
    raise notice 'snapshot_open_orders: % open orders on %, % old snapshot rows removed', v_rows, p_snapshot_date, v_expired;
end $$;
comment on procedure silver.snapshot_open_orders is 'Keeps which orders lacked a payment or a shipment on the business date';

create function silver.check_data_quality(
    p_run_id uuid, p_run_mode text, p_business_date date, p_started_at timestamptz, p_requested_by text,
    p_fail_above_pct numeric default 10, p_tolerance numeric default 0.01) returns integer
language plpgsql as $$
declare
    v_check record;
    v_failing integer := 0;
    v_too_bad text[] := '{}';
begin
    for v_check in
        with line as (
            select order_no, sum(gross_amount) as amount from silver.fact_order_line group by order_no
        ), payment as (
            select order_no, sum(amount) as amount from silver.fact_payment where status in ('captured', 'refunded') group by order_no
        ), result as (
            select 'orders have lines' as check_name, count(*) as checked_rows, count(*) filter (where l.order_no is null) as failed_rows
            from silver.fact_order o left join line l using (order_no)
            union all
            select 'payments match the order', count(*), count(*) filter (where abs(p.amount - l.amount - o.shipping_fee) > p_tolerance)
            from silver.fact_order o join line l using (order_no) join payment p using (order_no)
            union all
            select 'no parcel of a cancelled order', count(*), count(*) filter (where o.status = 'cancelled')
            from silver.fact_shipment join silver.fact_order o using (order_no)
            union all
            select 'customer versions do not overlap', count(*), count(*) filter (where v.valid_to > v.next_from)
            from (select valid_to, lead(valid_from) over (partition by account_no order by valid_from) as next_from from silver.dim_customer) v
            union all
            select 'lines have a known product', count(*), count(*) filter (where product_key = -1) from silver.fact_order_line
            union all
            select 'daily sales add up', 1, (d.amount <> f.amount)::integer
            from (select coalesce(sum(gross_amount), 0) as amount from silver.agg_daily_sales) d,
                 (select coalesce(sum(l.amount), 0) as amount from line l join silver.fact_order o using (order_no) where o.status <> 'cancelled') f
        )
        insert into silver.data_quality_result as t
            (business_date, check_name, checked_rows, failed_rows, failed_pct, run_mode, checked_by, checked_at, load_run_id)
        select p_business_date, check_name, checked_rows, failed_rows, round(100.0 * failed_rows / greatest(checked_rows, 1), 2), p_run_mode,
               coalesce(p_requested_by, 'unknown'), p_started_at, p_run_id
        from result
        on conflict (business_date, check_name) do update
        set checked_rows = excluded.checked_rows, failed_rows = excluded.failed_rows, failed_pct = excluded.failed_pct, run_mode = excluded.run_mode,
            checked_by = excluded.checked_by, checked_at = excluded.checked_at, load_run_id = excluded.load_run_id
        returning t.*
    loop
        if v_check.failed_rows > 0 then
            v_failing := v_failing + 1;
            raise warning 'check_data_quality: "%" fails for % of % rows (% %%)', v_check.check_name, v_check.failed_rows, v_check.checked_rows, v_check.failed_pct;
        end if;
        if v_check.failed_pct > p_fail_above_pct then
            v_too_bad := v_too_bad || v_check.check_name;
        end if;
    end loop;

    if cardinality(v_too_bad) > 0 then
        raise exception 'data quality: % checks fail for more than % %% of their rows', cardinality(v_too_bad), p_fail_above_pct
            using errcode = 'data_exception', detail = array_to_string(v_too_bad, ', '),
                  hint = 'Look at the warnings of this step and at silver.rejected_row, or raise p_fail_above_pct.';
    end if;
    raise notice 'check_data_quality: % checks with failing rows, for %', v_failing, p_requested_by;
    return v_failing;
end $$;
comment on function silver.check_data_quality is 'Checks the loaded data and keeps the results; raises when a check fails for too many rows';

create procedure silver.purge_interactions(p_business_date date, p_keep_years integer default 3)
language plpgsql as $$
declare
    v_rows bigint;
begin
    delete from silver.fact_interaction where interaction_date < p_business_date - make_interval(years => p_keep_years);
    get diagnostics v_rows = row_count;
    raise notice 'purge_interactions: % interactions deleted', v_rows;
end $$;
comment on procedure silver.purge_interactions is 'Deletes interactions past their retention';
