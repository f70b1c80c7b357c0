//! What drives a list: the one condition whose index is read, the others being tested row by row.
//! The databases are not left to guess (PERFORMANCE: a wrong guess cost 1,800 times as much);
//! over all plans the tally says how many rows each way would read.

use super::{
    Class, Counts, Sort,
    filter::{Drive, Filter, Tasks},
    list::List,
    tally,
};
use crate::{error::Result, plan::draft::Role};

/// Rows of a usual page.
const PAGE: i64 = 50;
/// What a row costs that is sorted, against one that is met in order.
const SORTED: i64 = 3;

/// Whether the list asks one query a class, each over its own range of the index.
pub(super) fn each_class(filter: &Filter, sort: Sort, drive: Drive) -> bool {
    !filter.classes.is_empty() && (sort == Sort::Deadline || drive == Drive::Standing)
}

/// What drives this list.
pub(super) async fn choose(list: &List<'_>, sort: Sort) -> Result<Drive> {
    let filter = list.filter;
    let narrowed = filter.is_dated() || !filter.classes.is_empty() || !filter.roles.is_empty();
    Ok(match (list.tasks, filter.unit, filter.plan) {
        (Tasks::Few(_), ..) => Drive::Tasks,
        (_, Some(_), _) => Drive::Unit,
        (_, _, Some(_)) => Drive::Plan,
        _ if !narrowed => Drive::Order,
        _ if sort == Sort::Deadline => in_order(list).await?,
        _ => sorted_or_in_order(list).await?,
    })
}

/// By deadline both the classes and a role have an index in order; the one with fewer rows has
/// less to step over.
async fn in_order(list: &List<'_>) -> Result<Drive> {
    let filter = list.filter;
    Ok(match (filter.classes.as_slice(), filter.roles.as_slice()) {
        ([], [_]) => Drive::Role,
        ([], _) => Drive::Order,
        (classes, roles @ [_]) => {
            let all = counts(list, &[]).await?;
            if counts(list, roles).await?.total() < of(&all, classes) {
                Drive::Role
            } else {
                Drive::Standing
            }
        }
        _ => Drive::Standing,
    })
}

/// Sorting reads every row of the narrowest condition; going in order reads as many rows as it
/// takes to meet a page of those wanted.
async fn sorted_or_in_order(list: &List<'_>) -> Result<Drive> {
    let filter = list.filter;
    let (all, own) = (counts(list, &[]).await?, counts(list, &filter.roles).await?);
    let mut ways = vec![(of(&all, &filter.classes), Drive::Standing)];
    if filter.classes.is_empty() {
        ways = vec![(all.total(), Drive::Days)];
    }
    if filter.roles.len() == 1 {
        ways.push((own.total(), Drive::Role));
    }
    let (rows, narrowest) = ways
        .into_iter()
        .min_by_key(|(rows, _)| *rows)
        .unwrap_or((i64::MAX, Drive::Order));
    let total = if filter.is_dated() {
        let ever = Filter::default().days();
        let all = tally::counts(list.conn, &[], ever, list.today).await?;
        all.total()
    } else {
        all.total()
    };
    let wanted = of(&own, &filter.classes).max(1);
    let in_order = total.saturating_mul(PAGE) / wanted;
    Ok(if rows.saturating_mul(SORTED) <= in_order {
        narrowest
    } else {
        Drive::Order
    })
}

async fn counts(list: &List<'_>, roles: &[Role]) -> Result<Counts> {
    tally::counts(list.conn, roles, list.filter.days(), list.today).await
}

/// How many stand in these classes, or in any.
fn of(counts: &Counts, classes: &[Class]) -> i64 {
    if classes.is_empty() {
        return counts.total();
    }
    classes.iter().map(|class| counts.of(*class)).sum()
}
