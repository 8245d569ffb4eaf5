//! The certificate, where TLS is ours: for what people open, in its time, and with a chain that browsers follow.

use super::super::report::Report;
use super::ports::Served;
use crate::client::dial::Trust;
use crate::net::tls::CertificateSource;
use crate::net::tls::certificate::Certificate;
use crate::net::tls::files::Files;
use crate::ops::start::Start;
use std::time::{Duration, SystemTime};

/// Whoever renews by hand should begin now; whoever renews by a program should see why it did not.
const SOON: Duration = Duration::from_secs(14 * 24 * 3600);

/// Whom to believe that they are the public address: anybody, where nobody vouches for us, or will only once we serve.
pub fn trust(start: &Start, served: &Served, trust: &Trust) -> Trust {
    let is_vouched_for = match &start.config.tls {
        Some(CertificateSource::SelfSigned(_)) => false,
        Some(CertificateSource::Acme(_)) => served.ours.is_none(),
        Some(CertificateSource::Files(_)) | None => true,
    };
    match is_vouched_for {
        true => trust.clone(),
        false => Trust::anyone().unwrap_or_else(|_| trust.clone()),
    }
}

/// Looks at what is in the files; what is served is looked at over the public address.
pub fn check(start: &Start, trust: &Trust, report: &mut Report) {
    match &start.config.tls {
        Some(CertificateSource::Files(files)) => match files.read() {
            Ok(certificate) => look(&certificate, files, start, trust, report),
            Err(why) => report.wrong("certificate", why, "correct this; nothing starts before"),
        },
        Some(CertificateSource::Acme(acme)) => match acme.kept() {
            Some(certificate) => report.ok("certificate", format!("good until {}", certificate.facts.last_day())),
            None => {
                let names = acme.names.join(", ");
                report.note("certificate", format!("none yet. A server that is up gets it by itself, once TCP port 443 of {names} leads here: see its log"));
            }
        },
        Some(CertificateSource::SelfSigned(own)) => {
            let names = own.names.join(", ");
            report.note(
                "certificate",
                format!("our own, for {names}. Browsers warn of it until somebody has compared its fingerprint"),
            );
        }
        None => {}
    }
}

fn look(certificate: &Certificate, files: &Files, start: &Start, trust: &Trust, report: &mut Report) {
    let (now, what) = (SystemTime::now(), "certificate");
    let mend = format!("renew it into {}; a server that is up reads it by itself", files.certificate.display());
    if let Some(why) = certificate.facts.is_outside_its_time(now) {
        return report.wrong(what, why, mend);
    }
    let names = start.config.origins.iter().map(|origin| origin.place().0);
    let refused = names.filter_map(|name| Some((trust.verify(&certificate.key.cert, &name).err()?, name))).next();
    if let Some((why, name)) = refused {
        let mend = "put the whole chain into tls-cert (fullchain.pem), of an authority that browsers know; name your own authority with --ca";
        return report.wrong(what, format!("browsers do not trust it for {name}: {why}"), mend);
    }
    let good_until = format!("good until {}", certificate.facts.last_day());
    match now + SOON > certificate.facts.not_after {
        true => report.note(what, format!("{good_until}, which is soon: {mend}")),
        false => report.ok(what, good_until),
    }
}
