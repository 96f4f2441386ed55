//! Whether the groups are scored against something the network was told.

use std::collections::BTreeMap;

use super::{Column, Warning, architecture::condition_column};
use crate::settings::{Feature, Settings};

/// The columns that a run with these settings shows to its network.
fn shown(settings: &Settings) -> Vec<&str> {
    let described = (settings.feature == Feature::Multimodal).then_some(settings.genre_col.as_str());
    let mut shown: Vec<&str> = described.into_iter().chain(condition_column(settings)).collect();
    shown.dedup();
    shown
}

/// A warning for each column that was shown to the network and is the label column itself, or settles it, or is settled
/// by it: agreement with the labels is then no discovery.
///
/// `columns` are those of the songs in the run.
pub(super) fn label_leaks(settings: &Settings, columns: &[Column]) -> Vec<Warning> {
    let column = |name: &str| columns.iter().find(|column| column.name == name);
    let Some(label) = column(&settings.label_col).filter(|label| label.labels().is_some()) else {
        return Vec::new();
    };
    let leaks = |name: &&str| {
        let Some(seen) = column(name) else { return false };
        seen.name == label.name || settles(&seen.values, &label.values) || settles(&label.values, &seen.values)
    };
    let warning = |name: &str| Warning::LabelLeak { column: name.to_owned(), label_col: label.name.clone() };
    shown(settings).into_iter().filter(leaks).map(warning).collect()
}

/// Whether each value of `from` goes with one value of `to` only. A column with a value of its own for every song, or
/// with the same for all, says nothing about another.
fn settles(from: &[String], to: &[String]) -> bool {
    let mut partner: BTreeMap<&str, &str> = BTreeMap::new();
    let constant = from.iter().zip(to).all(|(from, to)| *partner.entry(from.as_str()).or_insert(to) == to);
    constant && (2..from.len()).contains(&partner.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, values: &str) -> Column {
        Column { name: name.into(), values: values.split(' ').map(str::to_owned).collect() }
    }

    fn leaks(feature: Feature, label_col: &str, columns: &[Column]) -> usize {
        let settings = Settings { feature, label_col: label_col.into(), ..Settings::default() };
        label_leaks(&settings, columns).len()
    }

    #[test]
    fn a_label_that_is_or_follows_from_what_was_shown_leaks() {
        let columns = [
            column("genre", "a a b b c c"),
            column("family", "x x x x y y"),
            column("fine", "1 2 3 3 4 4"),
            column("free", "1 2 1 2 1 2"),
        ];
        assert_eq!(leaks(Feature::Multimodal, "genre", &columns), 1);
        assert_eq!(leaks(Feature::Multimodal, "family", &columns), 1, "the genre settles the family");
        assert_eq!(leaks(Feature::Multimodal, "fine", &columns), 1, "the label settles the genre");
        assert_eq!(leaks(Feature::Multimodal, "free", &columns), 0);
        assert_eq!(leaks(Feature::Hybrid, "genre", &columns), 0, "hybrid is not told the genre");
        assert_eq!(leaks(Feature::Multimodal, "absent", &columns), 0);
    }

    #[test]
    fn a_column_of_names_settles_nothing() {
        let columns = [column("genre", "a b c d"), column("label", "x x y y")];
        assert_eq!(leaks(Feature::Multimodal, "label", &columns), 0);
    }
}
