//! The settings of the real program: which place counts, and that nothing starts where something is wrong.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// The program with a file, variables and flags, and nothing else from outside.
fn program(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> (Child, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plenum.toml");
    std::fs::write(&path, file).unwrap();
    let process = Command::new(env!("CARGO_BIN_EXE_plenum"))
        .env_clear()
        .env("PLENUM_CONFIG", &path)
        .envs(variables.iter().copied())
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    (process, folder)
}

/// What it says of why it does not start.
fn refusal(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> String {
    let (process, _folder) = program(file, variables, flags);
    let output = process.wait_with_output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "it started");
    String::from_utf8(output.stderr).unwrap()
}

/// Where it listens, said by the first line it writes.
fn port(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> u16 {
    let (mut process, _folder) = program(file, variables, flags);
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    process.kill().unwrap();
    let mut log = String::new();
    process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    process.wait().unwrap();
    line.trim()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .unwrap_or_else(|| panic!("it did not start: {log}"))
}

fn free() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_flag_outweighs_a_variable_and_a_variable_the_file() {
    let [flag, variable, file] = [free(), free(), free()].map(|port| (port, format!("127.0.0.1:{port}")));
    let in_file = format!("listen = \"{}\"\nstun-port = 0", file.1);
    let in_variable = [("PLENUM_LISTEN", variable.1.as_str())];
    assert_eq!(port(&in_file, &[], &[]), file.0);
    assert_eq!(port(&in_file, &in_variable, &[]), variable.0);
    assert_eq!(port(&in_file, &in_variable, &["--listen", &flag.1]), flag.0);
    assert_eq!(port(&in_file, &in_variable, &["serve", "--listen", &flag.1]), flag.0);
    assert_eq!(port(&in_file, &[("PLENUM_LISTEN", "  ")], &[]), file.0, "a blank variable is not set");
}

#[test]
fn a_wrong_value_is_named_with_the_place_that_counted() {
    for (file, variables, flags, said) in [
        ("", &[("PLENUM_ROOM_SIZE", "0")][..], &[][..], "plenum: PLENUM_ROOM_SIZE=0: a room has between 2 and 500"),
        ("room-size = 0", &[], &[], "plenum.toml, line 1: room-size = 0: a room has"),
        ("room-size = 3", &[("PLENUM_ROOM_SIZE", "3")], &["--room-size", "0"], "plenum: --room-size 0: a room has"),
        ("roomsize = 3", &[], &[], "plenum.toml, line 1: roomsize: there is no such option; it is written room-size"),
        ("", &[("PLENUM_ROOMSIZE", "3")], &[], "plenum: PLENUM_ROOMSIZE: there is no such variable"),
        ("", &[("PLENUM_TRUSTED_PROXY", "10.0.0.1,0.0.0.0/0")], &[], "PLENUM_TRUSTED_PROXY=0.0.0.0/0: that is half"),
        ("", &[("PLENUM_TURN_SECRET", "short")], &[], "plenum: PLENUM_TURN_SECRET: a secret of at least 16"),
        ("", &[], &["--roomsize", "3"], "unexpected argument '--roomsize'"),
        ("", &[], &["--listen", "203.0.113.1:0"], "cannot listen on 203.0.113.1:0"),
    ] {
        let why = refusal(file, variables, flags);
        assert!(why.contains(said), "{said}\nbut {why}");
    }
}

#[test]
fn a_secret_in_a_variable_is_never_shown() {
    let secret = [("PLENUM_TURN_SECRET", "a-canary-of-24-characters")];
    let why = refusal("", &secret, &[]);
    assert!(why.contains("a secret for no server") && !why.contains("canary"), "{why}");
    let (process, _folder) = program("", &secret, &["serve", "--help"]);
    let help = String::from_utf8(process.wait_with_output().unwrap().stdout).unwrap();
    assert!(help.contains("--turn-secret-file") && !help.contains("canary"));
}
