//! `plenum check`: tests a set-up as `serve` would use it, from this machine and over the public address.

mod certificate;
mod ice;
mod ports;
mod public;

use super::report::{Report, say};
use crate::client::dial::Trust;
use crate::ops::refused::Place;
use crate::ops::security_txt::SecurityTxt;
use crate::ops::settings::Settings;
use crate::ops::start::Start;
use clap::ArgMatches;
use std::path::PathBuf;
use std::process::ExitCode;

/// Looks at everything and says what is wrong.
pub async fn check(matches: &ArgMatches) -> ExitCode {
    let mut report = Report::default();
    let settings = Settings::gather(matches).and_then(|settings| Start::of(&settings).map(|start| (settings, start)));
    match settings {
        Ok((settings, start)) => {
            report.ok("configuration", sources(&settings));
            if start.config.security_txt.as_ref().is_some_and(SecurityTxt::is_over) {
                let mend = "write a day within the next year behind Expires, and start the server again";
                report.wrong("security.txt", "it has expired, and nobody relies on it any more", mend);
            }
            match Trust::new(matches.get_one::<PathBuf>("ca").map(PathBuf::as_path)) {
                Ok(trust) => look(&start, &trust, &mut report).await,
                Err(why) => report.wrong("configuration", why, "name a PEM file with certificates"),
            }
        }
        Err(why) => {
            report.wrong("configuration", why, "correct this; nothing starts before, and nothing else was looked at")
        }
    }
    match report.wrongs() {
        0 => {
            say("\nNothing is wrong.");
            ExitCode::SUCCESS
        }
        1 => failed("\nOne thing is wrong."),
        some => failed(&format!("\n{some} things are wrong.")),
    }
}

fn failed(line: &str) -> ExitCode {
    say(line);
    ExitCode::FAILURE
}

fn sources(settings: &Settings) -> String {
    let flags = settings.count(|place| *place == Place::Flag);
    let variables = settings.count(|place| *place == Place::Variable);
    let file = match &settings.file {
        Some(file) => format!("{}", file.display()),
        None => "no file".to_owned(),
    };
    format!("{file}, {variables} variables, {flags} flags")
}

async fn look(start: &Start, trust: &Trust, report: &mut Report) {
    let served = ports::check(start, report).await;
    certificate::check(start, trust, report);
    match (&served, start.config.origins.is_empty()) {
        (Some(_), true) => report.note(
            "public address",
            "none is configured, so this serves to try things out: say --origin https://… once others shall come",
        ),
        (Some(served), false) => {
            let trust = certificate::trust(start, served, trust);
            public::check(start, served, &trust, report).await;
        }
        (None, _) => report.note("public address", "not looked at while nothing is served here"),
    }
    ice::check(start, served.as_ref(), trust, report).await;
    if let Some(running) = served.and_then(|served| served.ours) {
        running.stop().await;
    }
}
