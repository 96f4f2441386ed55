//! The words after `cargo xtask`, read with `lexopt` (one file, no dependencies; `clap` would add more to the first
//! build than all other argument handling is worth here).

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::failure::{Failure, Outcome};

/// What is to be done.
#[derive(Debug, PartialEq)]
pub enum Command {
    Help,
    Serve(Serve),
    Build { profile: String },
    Dist { fast: bool },
    Test { steps: Vec<String> },
    Bench(Bench),
    Demo,
}

/// The choices of `serve`.
#[derive(Debug, PartialEq)]
pub struct Serve {
    /// The first port tried; 0 lets the system choose.
    pub port: u16,
    /// Whether a browser is opened.
    pub open: bool,
    /// Whether the module is brought up to date first.
    pub build: bool,
    /// Cargo's profile for the module.
    pub profile: String,
    /// A finished folder to serve instead of the sources.
    pub folder: Option<PathBuf>,
}

/// The choices of `bench`.
#[derive(Debug, PartialEq)]
pub struct Bench {
    /// Whether the native benchmarks are run.
    pub native: bool,
    /// Whether the page's are run in a browser.
    pub tab: bool,
    /// Cargo's profile for the module.
    pub profile: String,
    /// Whether the tab's figures are written into the documentation.
    pub write: bool,
    /// The only one of the tab's tables that is measured.
    pub only: Option<String>,
}

/// The tab's tables, as `--only` names them.
const TABLES: [&str; 3] = ["features", "training", "groups"];

/// Reads the arguments that follow the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Outcome<Command> {
    read(lexopt::Parser::from_args(arguments)).map_err(|error| {
        Failure::new(
            format!("These words were not understood: {error}."),
            "`cargo xtask help` lists the commands and their options.",
        )
    })
}

fn read(mut words: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let name = match words.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    let mut serve = Serve { port: 8000, open: true, build: true, profile: "serve".to_owned(), folder: None };
    let mut profile = None;
    let mut fast = false;
    let mut steps = Vec::new();
    let (mut native, mut tab, mut write) = (false, false, false);
    let mut only = None;
    while let Some(word) = words.next()? {
        match (name.as_str(), word) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            ("serve", Long("port")) => serve.port = words.value()?.parse()?,
            ("serve", Long("no-open")) => serve.open = false,
            ("serve", Long("no-build")) => serve.build = false,
            ("serve", Long("folder")) => serve.folder = Some(words.value()?.into()),
            ("serve" | "build" | "bench", Long("profile")) => {
                profile = Some(words.value()?.string()?);
            }
            ("dist", Long("fast")) => fast = true,
            ("bench", Long("write")) => write = true,
            ("bench", Long("only")) => only = Some(table(words.value()?.string()?)?),
            ("bench", Value(place)) if place == "native" => native = true,
            ("bench", Value(place)) if place == "tab" => tab = true,
            ("test", Value(step)) => steps.push(step.string()?),
            (_, other) => return Err(other.unexpected()),
        }
    }
    match name.as_str() {
        "help" => Ok(Command::Help),
        "serve" => {
            serve.profile = profile.unwrap_or(serve.profile);
            Ok(Command::Serve(serve))
        }
        "build" => Ok(Command::Build { profile: profile.unwrap_or_else(|| "serve".to_owned()) }),
        "dist" => Ok(Command::Dist { fast }),
        "test" => Ok(Command::Test { steps }),
        "bench" => {
            // Only the tab has tables to choose from.
            tab |= only.is_some();
            let everywhere = !(native || tab);
            let profile = profile.unwrap_or_else(|| "serve".to_owned());
            Ok(Command::Bench(Bench { native: native || everywhere, tab: tab || everywhere, profile, write, only }))
        }
        "demo" => Ok(Command::Demo),
        other => Err(format!("there is no command `{other}`").into()),
    }
}

/// One of [`TABLES`].
fn table(name: String) -> Result<String, lexopt::Error> {
    if TABLES.contains(&name.as_str()) {
        return Ok(name);
    }
    Err(format!("there is no table `{name}`, only {}", TABLES.join(", ")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Outcome<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn serve_takes_its_options_in_any_order() {
        let expected = Command::Serve(Serve {
            port: 0,
            open: false,
            build: false,
            profile: "dist".to_owned(),
            folder: Some(PathBuf::from("dist")),
        });
        let line = "serve --profile dist --no-build --port=0 --folder dist --no-open";
        assert_eq!(words(line).ok(), Some(expected));
    }

    #[test]
    fn the_steps_of_test_are_kept_in_order() {
        let expected = Command::Test { steps: vec!["types".to_owned(), "browser".to_owned()] };
        assert_eq!(words("test types browser").ok(), Some(expected));
    }

    #[test]
    fn bench_measures_everywhere_unless_a_place_is_named() {
        let expected = |native, tab, write| {
            Some(Command::Bench(Bench { native, tab, profile: "serve".to_owned(), write, only: None }))
        };
        assert_eq!(words("bench").ok(), expected(true, true, false));
        assert_eq!(words("bench native").ok(), expected(true, false, false));
        assert_eq!(words("bench --write tab").ok(), expected(false, true, true));
    }

    #[test]
    fn one_of_the_tab_s_tables_is_measured_alone() {
        let profile = || "serve".to_owned();
        let only = || Some("groups".to_owned());
        let expected =
            |native, write| Some(Command::Bench(Bench { native, tab: true, profile: profile(), write, only: only() }));
        assert_eq!(words("bench tab --only groups --write").ok(), expected(false, true));
        assert_eq!(words("bench --only=groups").ok(), expected(false, false));
        assert_eq!(words("bench native tab --only groups").ok(), expected(true, false));
    }

    #[test]
    fn nothing_said_asks_for_help() {
        assert_eq!(words("").ok(), Some(Command::Help));
        assert_eq!(words("serve --help").ok(), Some(Command::Help));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for line in [
            "sevre",
            "serve --port many",
            "serve --fast",
            "dist now",
            "build --port 1",
            "serve --port 65536",
            "bench moon",
            "bench --only moon",
            "build --only groups",
        ] {
            let failure = words(line).expect_err(line).to_string();
            assert!(failure.contains("cargo xtask help"), "{line}: {failure}");
        }
    }
}
