//! Stacked columns, drawn on the server. The page has the same figures as a table.

use leptos::prelude::*;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
/// Room for the largest number, to the left.
const LEFT: f64 = 44.0;
/// Room for what the columns are called, below.
const BELOW: f64 = 28.0;

/// One column: what it is called, and its parts from the ground up.
pub struct Column {
    pub label: String,
    pub parts: Vec<i64>,
}

/// `parts`: what each part of a column is called, and the class that gives it its colour.
#[component]
pub fn ColumnChart(label: String, parts: Vec<(&'static str, &'static str)>, columns: Vec<Column>) -> impl IntoView {
    let most = columns.iter().map(|column| column.parts.iter().sum::<i64>()).max().unwrap_or(0).max(1);
    let legend = parts.iter().map(|(name, class)| {
        view! { <li><span class=format!("swatch {class}")></span>{*name}</li> }
    });
    let legend = legend.collect_view();
    let step = (WIDTH - LEFT) / number(columns.len().max(1).try_into().unwrap_or(i64::MAX));
    let scale = HEIGHT / number(most);
    // The first, one in the middle and the last are named: more would not fit.
    let named = [0, columns.len() / 2, columns.len().saturating_sub(1)];
    let columns = columns.into_iter().enumerate().map(|(place, Column { label, parts: values })| {
        let x = LEFT + step * number(place.try_into().unwrap_or(i64::MAX));
        let mut top = HEIGHT;
        let bars: Vec<_> = values
            .into_iter()
            .zip(&parts)
            .filter(|(value, _)| *value > 0)
            .map(|(value, (_, class))| {
                let height = number(value) * scale;
                top -= height;
                view! { <rect class=*class x=x + step * 0.12 y=top width=step * 0.76 height=height /> }
            })
            .collect();
        let name = named.contains(&place).then(|| {
            let anchor = if place == 0 {
                "start"
            } else if place == named[2] {
                "end"
            } else {
                "middle"
            };
            let at = match anchor {
                "start" => x,
                "end" => x + step,
                _ => x + step / 2.0,
            };
            view! { <text x=at y=HEIGHT + 20.0 text-anchor=anchor>{label}</text> }
        });
        view! { {bars} {name} }
    });
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 -12 {WIDTH} {}", HEIGHT + BELOW + 12.0) role="img" aria-label=label>
                <line x1=LEFT y1="0" x2=WIDTH y2="0" />
                <line x1=LEFT y1=HEIGHT x2=WIDTH y2=HEIGHT />
                <text x=LEFT - 8.0 y="5" text-anchor="end">{most}</text>
                <text x=LEFT - 8.0 y=HEIGHT text-anchor="end">"0"</text>
                {columns.collect_view()}
            </svg>
            <figcaption><ul class="legend">{legend}</ul></figcaption>
        </figure>
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture is exact to a pixel")]
fn number(count: i64) -> f64 {
    count as f64
}
