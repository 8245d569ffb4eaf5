//! The command line: commands, their flags, and the help that teaches them.

use clap::builder::Resettable;
use clap::{ArgMatches, Args, Command, CommandFactory, Parser, Subcommand};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  plenum                                    on http://localhost:8080, to try it out
  plenum --origin https://meet.example --trusted-proxy 127.0.0.1
                                            behind Caddy or nginx on the same machine
  plenum check                              is everything set up? says what to mend
  plenum verify https://meet.example        does that server serve the page that I hold?
  plenum open 'https://meet.example/#…'     meet there, with the page of this machine

A command that is left out is `serve`. Each explains itself: plenum serve --help";

const SERVE_EXAMPLES: &str = "\
Every option can be said in four ways; the first of these that says anything counts:
  1. a flag                      --room-size 30
  2. a variable                  PLENUM_ROOM_SIZE=30
  3. a line of the file          room-size = 30        (--config, or /etc/plenum.toml)
  4. nothing at all              the default

Lists are written a,b,c in flags and variables, and [\"a\", \"b\"] in the file.
What is misspelt, empty of sense or unsafe is refused with a reason, and nothing starts.

A file for a small host, /etc/plenum.toml:
  origin = \"https://meet.example\"
  trusted-proxy = [\"127.0.0.1\", \"::1\"]
  turn = [\"turn:turn.example:3478\"]
  turn-secret-file = \"/etc/plenum/turn-secret\"

Then: plenum check";

/// Plenum: group meetings in the browser. Serves the page and introduces people to each other; it can neither listen nor read.
#[derive(Parser, Debug)]
#[command(name = "plenum", version, after_help = EXAMPLES, subcommand_required = true)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Commands,
}

/// What the program can do.
#[derive(Subcommand, Debug)]
pub enum Commands {
    /// Serve the page and introduce people to each other (what plain `plenum` does)
    #[command(after_long_help = SERVE_EXAMPLES)]
    Serve(ServeArguments),
    /// Test the set-up as `serve` would use it, and say how to mend what is wrong
    ///
    /// Takes what `serve` takes, from the same places. It may run beside a server that is up; if none is, it serves for
    /// as long as it looks. Each line says ok, note or wrong, and below it how to mend that.
    ///
    /// Ends with 0 if nothing is wrong, and with 1 otherwise.
    Check(CheckArguments),
    /// Does that server serve the page that this program holds?
    ///
    /// Fetches every file of the page, as it is and compressed, and compares hash by hash; then the headers that keep
    /// the page to itself. It shows what that server serves to you now. A server that means harm could still serve
    /// something else to others: `plenum open` needs no such trust.
    ///
    /// Ends with 0 if all is the same, with 1 if anything differs, and with 2 if it could not be compared.
    Verify(VerifyArguments),
    /// Meet at a link's server, with the page of this program instead of that server's
    ///
    /// Serves the page on this machine alone and passes its signaling on to the link's server. So nobody who runs that
    /// server has to be trusted to deliver an honest page. What stands behind the # of the link stays in your browser.
    ///
    /// Runs until Ctrl-C.
    Open(OpenArguments),
}

/// What `serve` takes. All values are text here: they are read in one place, wherever they were said (`ops::start`).
#[derive(Args, Clone, Debug, Default)]
pub struct ServeArguments {
    /// Where to listen; [::]:8080 (all addresses, IPv4 too) unless said otherwise, with TLS of our own at the port of --origin
    #[arg(long, env = "PLENUM_LISTEN", value_name = "ADDRESS:PORT", help_heading = ADDRESSES)]
    listen: Option<String>,
    /// The address people open, like https://meet.example; a list
    ///
    /// Proofs are made for it, so that another server cannot pass them on. With none, a page is believed to be where it
    /// says, which is good for trying things out.
    #[arg(long, env = "PLENUM_ORIGIN", value_name = "URL", value_delimiter = ',', help_heading = ADDRESSES)]
    origin: Vec<String>,
    /// Network of a proxy whose X-Forwarded-For is to be believed, like 127.0.0.1 or 10.0.0.0/8; a list
    #[arg(long, env = "PLENUM_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', help_heading = ADDRESSES)]
    trusted_proxy: Vec<String>,
    /// TLS of our own.
    #[command(flatten)]
    tls: TlsArguments,
    /// Port of STUN (UDP) and of our own relays (UDP and TCP); 3478 unless said otherwise, 0 for none
    #[arg(long, env = "PLENUM_STUN_PORT", value_name = "PORT", help_heading = ICE)]
    stun_port: Option<String>,
    /// Our own relays.
    #[command(flatten)]
    relay: RelayArguments,
    /// A TURN server (coturn) that shares a secret with this one, like turn:turn.example:3478; a list
    #[arg(long, env = "PLENUM_TURN", value_name = "URL", value_delimiter = ',', help_heading = ICE)]
    turn: Vec<String>,
    /// The file that holds that secret (coturn: static-auth-secret)
    #[arg(long, env = "PLENUM_TURN_SECRET_FILE", value_name = "FILE", help_heading = ICE)]
    turn_secret_file: Option<String>,
    /// The secret itself: as a variable or in the file only
    #[arg(long, env = "PLENUM_TURN_SECRET", value_name = "SECRET", hide_env_values = true, hide = true)]
    turn_secret: Option<String>,
    /// STUN and TURN servers, in the format of Galène's ice-servers.json
    #[arg(long, env = "PLENUM_ICE_SERVERS", value_name = "FILE", help_heading = ICE)]
    ice_servers: Option<String>,
    /// What people are held to.
    #[command(flatten)]
    limits: LimitArguments,
    /// The page.
    #[command(flatten)]
    page: PageArguments,
    /// A TOML file with any of these options by their long names; /etc/plenum.toml if it is there
    #[arg(long, env = "PLENUM_CONFIG", value_name = "FILE", help_heading = OPERATION)]
    config: Option<String>,
    /// The log and metrics.
    #[command(flatten)]
    watching: WatchingArguments,
}

/// What `serve` takes about the page.
#[derive(Args, Clone, Debug, Default)]
pub struct PageArguments {
    /// Site that may show the page inside its own pages; a list, nobody may unless said
    #[arg(long, env = "PLENUM_FRAME_ANCESTORS", value_name = "URL", value_delimiter = ',', help_heading = PAGE)]
    frame_ancestors: Vec<String>,
    /// A TOML file with your note for the start page, in languages, and where to donate; nothing of it unless said
    ///
    /// In it: donate = "https://example.org/donate", and below a line [note] one for each language, like en = "Run by …".
    /// A note is shown as text, without markup.
    #[arg(long, env = "PLENUM_HOST_FILE", value_name = "FILE", help_heading = PAGE)]
    host_file: Option<String>,
    /// Your security.txt (RFC 9116), to answer at /.well-known/security.txt; nothing is answered there unless said
    #[arg(long, env = "PLENUM_SECURITY_TXT", value_name = "FILE", help_heading = PAGE)]
    security_txt: Option<String>,
    /// Serve the page from this folder instead of the built-in one, for working on it
    #[arg(long, env = "PLENUM_WEB_ROOT", value_name = "DIR", help_heading = PAGE)]
    web_root: Option<String>,
}

/// What `serve` takes about what it tells its host.
#[derive(Args, Clone, Debug, Default)]
pub struct WatchingArguments {
    /// How much to say on standard error: off, error, warn, info, debug or trace; info unless said otherwise
    #[arg(long, env = "PLENUM_LOG", value_name = "LEVEL", help_heading = OPERATION)]
    log: Option<String>,
    /// How to say it: text, or json for programs that collect logs; text unless said otherwise
    #[arg(long, env = "PLENUM_LOG_FORMAT", value_name = "FORMAT", help_heading = OPERATION)]
    log_format: Option<String>,
    /// Tell metrics for Prometheus at this address, like 127.0.0.1:9464; nowhere unless said
    ///
    /// Under /metrics, with /healthz and /readyz beside it. Numbers of the whole server only: no room, no address, no name.
    /// Only an address of this machine is taken.
    #[arg(long, env = "PLENUM_METRICS_LISTEN", value_name = "ADDRESS:PORT", help_heading = OPERATION)]
    metrics_listen: Option<String>,
}

/// What `serve` takes about TLS.
#[derive(Args, Clone, Debug, Default)]
pub struct TlsArguments {
    /// A certificate by itself: acme gets one from Let's Encrypt, whose terms you agree to; self-signed makes one, for a network without the internet
    ///
    /// For acme, TCP port 443 of every name in --origin has to lead here. It is renewed by itself.
    #[arg(long, env = "PLENUM_TLS", value_name = "HOW", help_heading = TLS)]
    tls: Option<String>,
    /// Where to keep what was got or made; systemd's state directory unless said otherwise
    #[arg(long, env = "PLENUM_TLS_FOLDER", value_name = "DIR", help_heading = TLS)]
    tls_folder: Option<String>,
    /// Where the authority writes to if something is wrong with a certificate
    #[arg(long, env = "PLENUM_ACME_CONTACT", value_name = "MAIL", help_heading = TLS)]
    acme_contact: Option<String>,
    /// Another authority than Let's Encrypt: the address of its directory (RFC 8555)
    #[arg(long, env = "PLENUM_ACME_DIRECTORY", value_name = "URL", help_heading = TLS)]
    acme_directory: Option<String>,
    /// PEM file with the root of that authority, if browsers do not know it
    #[arg(long, env = "PLENUM_ACME_CA", value_name = "FILE", help_heading = TLS)]
    acme_ca: Option<String>,
    /// PEM file with the certificate of this server and those of its authority (fullchain.pem); read anew when it changes
    ///
    /// For people who have no proxy that speaks TLS. Without this, Plenum speaks plain HTTP, for a proxy or this very machine.
    #[arg(long, env = "PLENUM_TLS_CERT", value_name = "FILE", help_heading = TLS)]
    tls_cert: Option<String>,
    /// PEM file with the key that belongs to it, which only Plenum reads
    #[arg(long, env = "PLENUM_TLS_KEY", value_name = "FILE", help_heading = TLS)]
    tls_key: Option<String>,
    /// Where to answer plain HTTP too, with the way to https:// and nothing else; [::]:80 is usual
    #[arg(long, env = "PLENUM_HTTP_REDIRECT", value_name = "ADDRESS:PORT", help_heading = TLS)]
    http_redirect: Option<String>,
}

/// What `serve` takes about limits.
#[derive(Args, Clone, Debug, Default)]
pub struct LimitArguments {
    /// How many people fit into one room; 50 unless said otherwise
    #[arg(long, env = "PLENUM_ROOM_SIZE", value_name = "PEOPLE", help_heading = LIMITS)]
    room_size: Option<String>,
    /// How many sockets one address may hold; 64 unless said otherwise
    #[arg(long, env = "PLENUM_SOCKETS_PER_ADDRESS", value_name = "SOCKETS", help_heading = LIMITS)]
    sockets_per_address: Option<String>,
}

/// What `serve` takes about relays.
#[derive(Args, Clone, Debug, Default)]
pub struct RelayArguments {
    /// UDP ports of our own relays (TURN), for people behind strict firewalls; 49152-65535 unless said otherwise, 0 for no relay
    ///
    /// There are relays unless --turn or --ice-servers names another. They pass on what they cannot decrypt, for those who
    /// are in a meeting and nobody else.
    #[arg(long, env = "PLENUM_RELAY_PORTS", value_name = "FIRST-LAST", help_heading = ICE)]
    relay_ports: Option<String>,
    /// The address at which people reach this machine, where it is not its own and no name leads to it; one of IPv4 and one of IPv6
    ///
    /// Pages look for STUN and relays there. Say it if a proxy on another machine has the name.
    #[arg(long, env = "PLENUM_RELAY_ADDRESS", value_name = "ADDRESS", value_delimiter = ',', help_heading = ICE)]
    relay_address: Vec<String>,
    /// How much all relays together may carry, in Mbit/s; 100 unless said otherwise
    #[arg(long, env = "PLENUM_RELAY_MBITS", value_name = "MBITS", help_heading = ICE)]
    relay_mbits: Option<String>,
}

const ADDRESSES: &str = "Where people find it";
const TLS: &str = "TLS without a proxy";
const ICE: &str = "How they find each other (STUN, TURN)";
const LIMITS: &str = "Limits";
const PAGE: &str = "The page";
const OPERATION: &str = "Operation";
const TRUST: &str = "Trust";

/// What `check` takes: the same as `serve`, and whom to trust.
#[derive(Args, Clone, Debug)]
pub struct CheckArguments {
    #[command(flatten)]
    serve: ServeArguments,
    /// Certificates to trust besides the usual authorities.
    #[command(flatten)]
    pub trust: TrustArguments,
}

/// Whom a client of ours trusts.
#[derive(Args, Clone, Debug)]
pub struct TrustArguments {
    /// PEM file of an authority to trust besides Mozilla's, for certificates of one's own
    #[arg(long, value_name = "FILE", help_heading = TRUST)]
    pub ca: Option<PathBuf>,
}

/// What `verify` takes.
#[derive(Args, Clone, Debug)]
pub struct VerifyArguments {
    /// The server, like https://meet.example; a link does too, what is behind its # is not sent
    #[arg(value_name = "URL")]
    pub url: String,
    /// Compare with the page in this folder (target/dist after `make run`) instead of the built-in one
    #[arg(long, value_name = "DIR", help_heading = PAGE)]
    pub web_root: Option<PathBuf>,
    /// Certificates to trust besides the usual authorities.
    #[command(flatten)]
    pub trust: TrustArguments,
}

/// What `open` takes.
#[derive(Args, Clone, Debug)]
pub struct OpenArguments {
    /// The link of the meeting, in quotes; - reads it from standard input, so that no list of processes shows it; then you open the address yourself
    #[arg(value_name = "LINK")]
    pub link: String,
    /// Port on this machine. The browser keeps what belongs to you under it, so stay with one
    #[arg(long, value_name = "PORT", default_value_t = 8484, help_heading = PAGE)]
    pub port: u16,
    /// Only say where the page is; open no browser
    #[arg(long, help_heading = PAGE)]
    pub no_browser: bool,
    /// Serve the page from this folder instead of the built-in one
    #[arg(long, value_name = "DIR", help_heading = PAGE)]
    pub web_root: Option<PathBuf>,
    /// Certificates to trust besides the usual authorities.
    #[command(flatten)]
    pub trust: TrustArguments,
}

/// Reads a command line. A variable that is set to nothing is as if it were not set.
///
/// # Errors
/// What clap has to say: help, the version, or what to change.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<ArgMatches, clap::Error> {
    command().try_get_matches_from(with_command(arguments))
}

/// As clap sees it, without the variables that are blank.
fn command() -> Command {
    let is_blank = |variable: &OsStr| {
        std::env::var_os(variable).is_some_and(|value| value.to_str().is_some_and(|text| text.trim().is_empty()))
    };
    CommandLine::command().mut_subcommands(|command| {
        command.mut_args(|argument| match argument.get_env().is_some_and(is_blank) {
            true => argument.env(Resettable::Reset),
            false => argument,
        })
    })
}

/// Puts in `serve` where no command is named: options alone, or nothing.
fn with_command(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let asks_for_all = |first: &OsString| ["-h", "--help", "-V", "--version"].iter().any(|known| first == known);
    let is_option = |first: &OsString| first.to_str().is_none_or(|text| text.starts_with('-'));
    if arguments.get(1).is_none_or(|first| is_option(first) && !asks_for_all(first)) {
        arguments.insert(arguments.len().min(1), OsString::from("serve"));
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(arguments: &[&str]) -> Result<String, clap::Error> {
        let matches = parse(["plenum"].iter().chain(arguments).map(OsString::from))?;
        Ok(matches.subcommand_name().unwrap_or_default().to_owned())
    }

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_command_that_is_left_out_is_serve() {
        assert_eq!(chosen(&[]).unwrap(), "serve");
        assert_eq!(chosen(&["--room-size", "3"]).unwrap(), "serve");
        assert_eq!(chosen(&["serve", "--room-size", "3"]).unwrap(), "serve");
        assert_eq!(chosen(&["check", "--room-size", "3"]).unwrap(), "check");
        assert_eq!(chosen(&["verify", "https://a.example"]).unwrap(), "verify");
        assert!(chosen(&["chekc"]).unwrap_err().to_string().contains("'check'"), "the right word is proposed");
        assert!(chosen(&["--roomsize", "3"]).unwrap_err().to_string().contains("--room-size"));
    }

    #[test]
    fn the_help_teaches() {
        let help = |arguments: &[&str]| chosen(arguments).unwrap_err().to_string();
        let all = help(&["--help"]);
        for word in ["serve", "check", "verify", "open", "Examples:", "plenum check"] {
            assert!(all.contains(word), "{word}");
        }
        let serve = help(&["serve", "--help"]);
        for word in [ADDRESSES, TLS, ICE, LIMITS, PAGE, OPERATION, "PLENUM_ROOM_SIZE", "/etc/plenum.toml", "a flag"] {
            assert!(serve.contains(word), "{word}");
        }
        assert!(!serve.contains("--turn-secret <"), "a secret is no flag");
        assert!(help(&["verify", "--help"]).contains("with 1 if anything differs"));
    }
}
