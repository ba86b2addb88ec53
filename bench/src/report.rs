//! What was measured, as a table for people and as JSON for programs.

use std::{fs, path::Path};

use serde::Serialize;

use crate::{Outcome, machine::Machine};

/// One number, and what it was measured over.
#[derive(Serialize)]
pub struct Figure {
    pub what: String,
    /// How much there was in the tables, and how often it was measured.
    pub rows: String,
    pub value: f64,
    pub unit: &'static str,
    pub goal: Option<Goal>,
    /// What others used of the processors right before, in percent.
    pub busy: f64,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    Below(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::Below(limit) => value < limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Below(limit) => format!("< {limit}"),
            Self::AtLeast(limit) => format!(">= {limit}"),
        }
    }
}

#[derive(Serialize)]
pub struct Report {
    pub machine: Machine,
    pub figures: Vec<Figure>,
}

/// The figures of one thing that is measured.
pub struct Section<'a> {
    pub figures: &'a mut Vec<Figure>,
    pub rows: String,
    pub busy: f64,
}

impl Section<'_> {
    pub fn note(&mut self, what: impl Into<String>, value: f64, unit: &'static str, goal: Option<Goal>) {
        let (what, rows, busy) = (what.into(), self.rows.clone(), self.busy);
        self.figures.push(Figure { what, rows, value, unit, goal, busy });
    }
}

impl Report {
    pub fn print(&self) {
        println!("\n{}\n", self.machine);
        println!("{:<62} {:>10} {:<12} {:>8} {:<6} {:>5}  over", "", "", "", "goal", "", "busy");
        for figure in &self.figures {
            let goal = figure.goal.map(Goal::text).unwrap_or_default();
            let met = figure.goal.map_or("", |goal| if goal.is_met(figure.value) { "met" } else { "MISSED" });
            println!(
                "{:<62} {:>10.2} {:<12} {goal:>8} {met:<6} {:>4.0}%  {}",
                figure.what, figure.value, figure.unit, figure.busy, figure.rows
            );
        }
    }

    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, serde_json::to_string_pretty(self)?)?)
    }
}

/// A number of things, to be divided.
pub fn count(things: usize) -> f64 {
    // Exact: nobody counts beyond four thousand million here.
    u32::try_from(things).map_or(f64::INFINITY, f64::from)
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
