//! The command `bench`: the same work measured natively and in a tab.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Outcome;
use crate::tools::{chromium, node, python};
use crate::workspace::Workspace;
use crate::{bindings, options, program, test};

/// Criterion's figures, then the bench page's, each ending in a table.
pub fn bench(workspace: &Workspace, options: &options::Bench) -> Outcome {
    if options.native {
        native(workspace)?;
    }
    if options.tab {
        tab(workspace, options)?;
    }
    Ok(())
}

fn native(workspace: &Workspace) -> Outcome {
    program::run(
        program::cargo(workspace).args(["bench", "--package", "songscape", "--benches"]),
        "Read cargo's message above.",
    )?;
    print_table(&workspace.target().join("criterion"));
    Ok(())
}

fn tab(workspace: &Workspace, options: &options::Bench) -> Outcome {
    bindings::build(workspace, &options.profile)?;
    node::ensure_modules(workspace)?;
    node::ensure_peers(workspace)?;
    let mut script = Command::new("node");
    script
        .current_dir(workspace.root())
        .arg("tests/browser/bench.js")
        .env(chromium::VARIABLE, chromium::ensure()?)
        .env("SONGSCAPE_XTASK", test::own_path()?)
        .env_remove(python::VARIABLE);
    match python::with_a_peer() {
        Some(python) => {
            script.env(python::VARIABLE, python);
        }
        None => println!(
            "PyTorch and scikit-learn are left out: they need a python3 that can import them; {} names another.",
            python::VARIABLE
        ),
    }
    if let Some(table) = &options.only {
        script.args(["--only", table]);
    }
    if options.write {
        script.arg("--write");
    }
    program::run(&mut script, "Read the script's message above.")
}

/// One measured function: its full name, and the mean with its 95 % interval in nanoseconds.
struct Figure {
    name: String,
    mean: f64,
    lower: f64,
    upper: f64,
}

fn print_table(folder: &Path) {
    let mut figures = Vec::new();
    collect(folder, &mut figures);
    if figures.is_empty() {
        return;
    }
    figures.sort_by(|left, right| left.name.cmp(&right.name));
    let width = figures.iter().map(|figure| figure.name.len()).max().unwrap_or(0);
    println!("\n{:<width$}  {:>12}  95 % interval", "native", "mean");
    for figure in figures {
        println!(
            "{:<width$}  {:>12}  {} – {}",
            figure.name,
            duration(figure.mean),
            duration(figure.lower),
            duration(figure.upper)
        );
    }
}

/// Criterion leaves a folder `new` with its figures beside each benchmark's name.
fn collect(folder: &Path, figures: &mut Vec<Figure>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.file_name().is_some_and(|name| name == "new") {
            figures.extend(figure(&path));
        } else if path.is_dir() {
            collect(&path, figures);
        }
    }
}

fn figure(folder: &Path) -> Option<Figure> {
    let read =
        |name: &str| -> Option<serde_json::Value> { serde_json::from_slice(&fs::read(folder.join(name)).ok()?).ok() };
    let estimates = read("estimates.json")?;
    let mean = &estimates["mean"];
    let interval = &mean["confidence_interval"];
    Some(Figure {
        name: read("benchmark.json")?["full_id"].as_str()?.to_owned(),
        mean: mean["point_estimate"].as_f64()?,
        lower: interval["lower_bound"].as_f64()?,
        upper: interval["upper_bound"].as_f64()?,
    })
}

/// Nanoseconds in the unit that reads best.
fn duration(nanoseconds: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "µs")];
    match units.iter().find(|(size, _)| nanoseconds >= *size) {
        Some((size, unit)) => format!("{:.2} {unit}", nanoseconds / size),
        None => format!("{nanoseconds:.0} ns"),
    }
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn durations_are_read_in_their_own_unit() {
        assert_eq!(duration(12.4), "12 ns");
        assert_eq!(duration(1_500.0), "1.50 µs");
        assert_eq!(duration(2_000_000.0), "2.00 ms");
        assert_eq!(duration(3.25e9), "3.25 s");
    }

    #[test]
    fn criterion_s_files_are_read() {
        let base = env::temp_dir().join(format!("songscape-bench-{}", std::process::id()));
        let folder = base.join("kmeans/2000 rows/new");
        fs::create_dir_all(&folder).expect("a folder");
        let estimates = r#"{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":9.0,"upper_bound":11.0},"point_estimate":10.0,"standard_error":0.5}}"#;
        fs::write(folder.join("estimates.json"), estimates).expect("a file");
        fs::write(folder.join("benchmark.json"), r#"{"full_id":"kmeans/2000 rows"}"#).expect("a file");
        let mut figures = Vec::new();
        collect(&base, &mut figures);
        fs::remove_dir_all(&base).expect("our own folder");
        assert_eq!(figures.len(), 1);
        assert_eq!(figures[0].name, "kmeans/2000 rows");
        assert_eq!((figures[0].lower, figures[0].mean, figures[0].upper), (9.0, 10.0, 11.0));
    }
}
