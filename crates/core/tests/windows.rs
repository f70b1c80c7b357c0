//! Every period of every cycle from 2023 to 2030, against a table that was computed elsewhere.
//!
//! `windows/days.tsv`: weekdays that are free and weekends that are worked, as announced up to
//! 2026 and by rule after that (from the Python package `holidays`). `windows/windows.tsv`: closing
//! day (31: end of the month), cycle, year, number, first day, cut-off, last days of communes,
//! departments and the province, computed from those days by a program in another language.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::HashMap;

use chrono::NaiveDate;
use dondoc_core::{
    calendar::{Announced, Calendar, holiday},
    reporting::{Clock, Closing, Cycle},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A calendar in which every day is announced, so that nothing of our own rules plays in.
fn calendar() -> Calendar {
    let listed: HashMap<NaiveDate, bool> = include_str!("windows/days.tsv")
        .lines()
        .map(|line| line.split_once('\t').unwrap())
        .map(|(at, state)| (day(at), state == "worked"))
        .collect();
    let days = day("2022-12-01")
        .iter_days()
        .take_while(|at| *at < day("2031-02-01"));
    let announced = days.map(|at| Announced {
        day: at,
        working: listed.get(&at).copied().unwrap_or(!holiday::is_weekend(at)),
        name: String::new(),
        document: String::new(),
    });
    Calendar::new(2022, 2031, announced.collect())
}

#[test]
fn every_window_is_that_of_the_table() {
    let calendar = calendar();
    let mut seen = 0;
    for line in include_str!("windows/windows.tsv").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let clock = Clock {
            closing: Closing::from_number(fields[0].parse().unwrap()).unwrap(),
            ..Clock::decree(Cycle::parse(fields[1]).unwrap())
        };
        let (year, number) = (fields[2].parse().unwrap(), fields[3].parse().unwrap());
        let window = clock.window(&calendar, year, number).unwrap();
        let days = [window.from, window.cutoff].into_iter().chain(window.due);
        let found: Vec<String> = days.map(|at| at.to_string()).collect();
        assert_eq!(found, fields[4..], "{line}");
        seen += 1;
    }
    assert_eq!(seen, 320);
}
