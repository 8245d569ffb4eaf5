//! `plenum open LINK`: serves the page on this machine alone, and passes its signaling on to the link's server.

mod desk;

use super::report::say;
use super::{link, serve};
use crate::client::dial::{Target, Trust};
use crate::http::static_files::StaticFiles;
use clap::ArgMatches;
use desk::Desk;
use std::io::{self, IsTerminal};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves until told to stop.
///
/// # Errors
/// What to change.
pub async fn open(matches: &ArgMatches) -> Result<(), String> {
    let link = matches.get_one::<String>("link").map(String::as_str);
    // What came this way shall be in no list of processes, where the command that opens a browser would show it.
    let is_hidden = link == Some("-");
    let text = match link {
        Some("-") => io::read_to_string(io::stdin()).map_err(|why| why.to_string())?,
        other => other.unwrap_or_default().to_owned(),
    };
    let link = link::read(&text)?;
    let files = StaticFiles::page_of(matches.get_one::<PathBuf>("web_root").map(PathBuf::as_path))?;
    let trust = Trust::new(matches.get_one::<PathBuf>("ca").map(PathBuf::as_path))?;
    let listener = listen(matches.get_one::<u16>("port").copied().unwrap_or_default()).await?;
    let address = listener.local_addr().map_err(|why| why.to_string())?;
    let server = Target::of(&link.origin, &trust);
    let desk = Arc::new(Desk::new(address, &link.origin, server, files)?);
    let mark = if link.fragment.is_empty() { "" } else { "#" };
    let here = format!("http://{address}/{mark}{}", link.fragment);
    say(format_args!("The page of this machine is at {here}"));
    say(format_args!(
        "Its signaling goes to {}, which does not learn what is behind the #. Ctrl-C ends it.",
        link.origin.url()
    ));
    if io::stdout().is_terminal() && !is_hidden && !matches.get_flag("no_browser") {
        browse(&here);
    }
    let told_to_stop = serve::told_to_stop().map_err(|why| why.to_string())?;
    tokio::select! {
        () = desk.serve(listener) => {}
        () = told_to_stop => {}
    }
    Ok(())
}

/// This machine alone, by number: a name could lead to somebody else's program on another loopback address.
async fn listen(port: u16) -> Result<TcpListener, String> {
    let at = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match at(port).await {
        Err(why) if why.kind() == io::ErrorKind::AddrInUse => {
            eprintln!("plenum: port {port} is taken, so another one is used: your browser will not find what it kept under that one");
            at(0).await
        }
        other => other,
    }
    .map_err(|why| format!("cannot listen on port {port} of this machine: {why}"))
}

/// Asks the system for a browser. If there is none, the address was said.
fn browse(url: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let started =
        command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Ok(mut browser) = started {
        // Waited for, so that no dead process stays.
        std::thread::spawn(move || browser.wait());
    }
}
