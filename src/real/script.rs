//! What scripts have in common.

use lab::Lab;

use crate::cluster::{ADMIN, bootstrap_inside};
use crate::quote::shell;
use crate::text::Lines;

/// The function of a shell that runs one of Kafka's own tools.
pub(crate) fn kafka(lab: &Lab, out: &mut Lines) {
    let bootstrap = shell(&bootstrap_inside(lab));
    out.line("kafka() {").block(|out| {
        out.line("local tool=$1").line("shift").line(format!(
            "docker compose exec -T {ADMIN} \"/opt/kafka/bin/$tool\" --bootstrap-server {bootstrap} \"$@\""
        ));
    });
    out.line("}").line("");
}

/// What somebody can ask for on the command line, and the function that does it.
pub(crate) fn choose(file: &str, functions: &[(String, String)], out: &mut Lines) {
    out.line("case ${*} in").block(|out| {
        for (asked, function) in functions {
            out.line(format!("{}) {function} ;;", shell(asked)));
        }
        let all = functions
            .iter()
            .map(|(asked, _)| format!("./{file} {asked}"));
        let all: Vec<String> = all.collect();
        let usage = shell(&format!("usage, one of:\n{}", all.join("\n")));
        out.line("*)").block(|out| {
            out.line(format!("echo {usage} >&2"))
                .line("exit 2")
                .line(";;");
        });
    });
    out.line("esac");
}
