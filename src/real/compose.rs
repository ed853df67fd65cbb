//! `compose.yaml`: one dedicated controller, the lab's brokers, a service for Kafka's tools, and one for each client.

use std::collections::BTreeMap;

use lab::{Broker, CONTROLLER, Client, Lab, Path};
use serde_json::Value;

use crate::cluster::{
    ADMIN, CONTROLLER_PORT, IMAGE, INSIDE, bootstrap_inside, broker_configs, common_configs,
    outside, services,
};
use crate::configs::variable;
use crate::missing::Missing;
use crate::quote::{compose, properties};
use crate::reason::Reason;
use crate::text::Lines;
use crate::{KitFile, Syntax};

pub(crate) const NAME: &str = "compose.yaml";

/// The cluster's id: any will do that is 16 bytes in base64.
const CLUSTER_ID: &str = "TG9nYXJpdW1PZkthZmthMQ";

/// Where the image has its data.
const DATA: &str = "/var/lib/kafka/data";

/// The profile of the services of clients.
pub(crate) const PROFILE: &str = "clients";

/// What the clients run in.
const PYTHON: &str = "python:3.13-slim";

pub(crate) fn file(lab: &Lab, missing: &mut Vec<Missing>) -> KitFile {
    hosts(lab, missing);
    let mut out = Lines::indented_by(2);
    out.line("# The cluster: docker compose up --detach").line(format!(
        "# With its clients: docker compose --profile {PROFILE} up --detach, or as ./faults.sh starts them."
    ));
    out.line(format!(
        "name: {}",
        compose(&format!("logarium-{}", lab.id()))
    ));
    out.line("services:");
    out.block(|out| {
        controller(lab, out);
        for (index, broker) in lab.brokers().iter().enumerate() {
            service(lab, index, broker, out);
        }
        admin(lab, out);
        for client in lab.clients().iter().filter(|client| runs(client)) {
            client_service(lab, client, out);
        }
    });
    out.line("networks:");
    out.block(|out| {
        out.line("default:");
        out.block(|out| {
            out.line(format!("name: {}", compose(&network(lab))));
        });
    });
    KitFile {
        name: NAME,
        syntax: Syntax::Yaml,
        text: out.finish(),
    }
}

/// The network's name, for `docker network`.
pub(crate) fn network(lab: &Lab) -> String {
    format!("logarium-{}", lab.id())
}

/// Whether a client is one of Kafka's, and one that a kit can have.
pub(crate) fn runs(client: &Client) -> bool {
    Reason::lacking(&client.kind).is_none()
}

fn controller(lab: &Lab, out: &mut Lines) {
    let id = lab.controller();
    out.line(format!("{}:", compose(CONTROLLER)));
    let mut environment = kraft(lab, id.0, "controller");
    environment.insert(
        "listeners".to_owned(),
        format!("CONTROLLER://:{CONTROLLER_PORT}"),
    );
    environment.insert(
        "listener.security.protocol.map".to_owned(),
        "CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT".to_owned(),
    );
    out.block(|out| kafka(CONTROLLER, &environment, &common_configs(lab), out));
}

fn service(lab: &Lab, index: usize, broker: &Broker, out: &mut Lines) {
    let mut environment = kraft(lab, broker.id.0, "broker");
    let mut set = |name: &str, value: String| drop(environment.insert(name.to_owned(), value));
    let (name, port) = (&broker.name, outside(broker));
    set("listeners", format!("INSIDE://:{INSIDE},OUTSIDE://:{port}"));
    set(
        "advertised.listeners",
        format!("INSIDE://{name}:{INSIDE},OUTSIDE://localhost:{port}"),
    );
    set(
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT".to_owned(),
    );
    if let Some(rack) = &broker.rack {
        set("broker.rack", rack.to_string());
    }
    out.line(format!("{}:", compose(name)));
    out.block(|out| {
        kafka(name, &environment, &broker_configs(lab, index, broker), out);
        out.line("ports:");
        out.block(|out| {
            out.line(format!("- {}", compose(&format!("{port}:{port}"))));
        });
        out.line("depends_on:");
        out.block(|out| {
            out.line(format!("- {}", compose(CONTROLLER)));
        });
    });
}

/// What every node of the cluster says of itself. Its data is in a volume, so that it outlives the process.
fn kraft(lab: &Lab, id: u32, role: &str) -> BTreeMap<String, String> {
    let set = [
        ("node.id", id.to_string()),
        ("process.roles", role.to_owned()),
        ("inter.broker.listener.name", "INSIDE".to_owned()),
        ("controller.listener.names", "CONTROLLER".to_owned()),
        (
            "controller.quorum.voters",
            format!("{}@{CONTROLLER}:{CONTROLLER_PORT}", lab.controller().0),
        ),
        ("log.dirs", DATA.to_owned()),
    ];
    let set = set.into_iter();
    set.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn kafka(
    name: &str,
    own: &BTreeMap<String, String>,
    configs: &BTreeMap<String, String>,
    out: &mut Lines,
) {
    out.line(format!("image: {}", compose(IMAGE)));
    out.line(format!("hostname: {}", compose(name)));
    out.line("environment:");
    out.block(|out| {
        out.line(format!("CLUSTER_ID: {}", compose(CLUSTER_ID)));
        let mut line = |(name, value): (&String, &String)| {
            out.line(format!(
                "{}: {}",
                variable(name),
                compose(&properties(value))
            ));
        };
        own.iter().for_each(&mut line);
        configs.iter().for_each(&mut line);
    });
}

/// Kafka's own tools, beside the brokers: whoever asks is not one of those that fail.
fn admin(lab: &Lab, out: &mut Lines) {
    out.line(format!("{}:", compose(ADMIN)));
    out.block(|out| {
        out.line(format!("image: {}", compose(IMAGE)));
        out.line("entrypoint: [\"sleep\", \"infinity\"]");
        out.line("init: true");
        out.line("depends_on:");
        out.block(|out| {
            for name in services(lab) {
                out.line(format!("- {}", compose(name)));
            }
        });
    });
}

fn client_service(lab: &Lab, client: &Client, out: &mut Lines) {
    out.line(format!("{}:", compose(&client.name)));
    out.block(|out| {
        out.line(format!("profiles: [{}]", compose(PROFILE)));
        out.line("build:");
        out.block(|out| {
            out.line("dockerfile_inline: |");
            out.block(|out| {
                out.line(format!("FROM {PYTHON}"));
                out.line(format!("RUN pip install {}", crate::python::REQUIREMENT));
            });
        });
        out.line("image: \"logarium-clients\"");
        let command = ["python", "-u", crate::python::NAME, &*client.name];
        let command = command.map(compose).join(", ");
        out.line(format!("command: [{command}]"));
        out.line("working_dir: \"/kit\"");
        out.line("volumes: [\".:/kit\"]");
        out.line("environment:");
        out.block(|out| {
            out.line(format!("BOOTSTRAP: {}", compose(&bootstrap_inside(lab))));
        });
    });
}

/// What the lab says of hosts, which containers share.
fn hosts(lab: &Lab, missing: &mut Vec<Missing>) {
    let root = Path::ROOT;
    missing.push(Missing::setting(root.key("seed"), NAME, Reason::Chance));
    if lab.schemas().next().is_some() {
        missing.push(Missing::setting(
            root.key("schemas"),
            NAME,
            Reason::NoSchemas,
        ));
    }
    let cluster = root.key("cluster");
    let mut places = vec![cluster.clone()];
    let indices = 0..lab.brokers().len();
    places.extend(indices.map(|index| cluster.key("brokers").index(index)));
    for place in places {
        let disk = place.key("disk");
        let fields = disk.get(lab.source()).and_then(Value::as_object);
        for (field, _) in fields.into_iter().flatten() {
            let why = match field.as_str() {
                "capacity" => Reason::DiskSize,
                "write_back_ms" => Reason::PageCache,
                _ => Reason::DiskSpeed,
            };
            missing.push(Missing::setting(disk.key(field), NAME, why));
        }
        let page_cache = place.key("page_cache");
        if page_cache.get(lab.source()).is_some() {
            missing.push(Missing::setting(page_cache, NAME, Reason::PageCache));
        }
    }
    let bandwidth = cluster.key("network").key("bandwidth");
    if bandwidth.get(lab.source()).is_some_and(|value| *value != 0) {
        missing.push(Missing::setting(bandwidth, NAME, Reason::LinkSpeed));
    }
}
