//! Nodes by their names and numbers.

use engine::model::NodeId;

use super::{ClientKind, Lab};

/// The controller's name.
pub const CONTROLLER: &str = "controller";

/// The admin client's name.
pub const ADMIN: &str = "admin";

/// Brokers are 1 to 999, which are Kafka's own ids.
const CONTROLLER_ID: NodeId = NodeId(1000);

/// Clients come after it, in the order of their names.
const FIRST_CLIENT: u32 = 1001;

/// It comes after all clients, of which a lab has at most 200.
const ADMIN_ID: NodeId = NodeId(1999);

/// The name of a broker in actions.
pub(crate) fn broker_name(id: u32) -> String {
    format!("broker-{id}")
}

/// The node of the `index`th client.
pub(crate) fn client_node(index: usize) -> NodeId {
    NodeId(FIRST_CLIENT.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
}

impl Lab {
    /// The controller.
    #[must_use]
    pub const fn controller(&self) -> NodeId {
        CONTROLLER_ID
    }

    /// The admin client, which every lab has and which is started when it is needed.
    #[must_use]
    pub const fn admin(&self) -> NodeId {
        ADMIN_ID
    }

    /// The schema registry, if there is one.
    #[must_use]
    pub fn registry(&self) -> Option<NodeId> {
        let mut clients = self.clients.iter();
        let registry = clients.find(|client| matches!(client.kind, ClientKind::Registry(_)));
        registry.map(|client| client.id)
    }

    /// The names of all nodes, with their ids.
    pub fn nodes(&self) -> impl Iterator<Item = (&str, NodeId)> + Clone {
        let brokers = self.brokers.iter().map(|broker| (&*broker.name, broker.id));
        let clients = self.clients.iter().map(|client| (&*client.name, client.id));
        let controller = [(CONTROLLER, CONTROLLER_ID)];
        let admin = [(ADMIN, ADMIN_ID)];
        brokers.chain(controller).chain(clients).chain(admin)
    }

    /// The node of a name.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<NodeId> {
        self.nodes()
            .find(|(known, _)| *known == name)
            .map(|(_, id)| id)
    }

    /// The name of a node.
    #[must_use]
    pub fn name(&self, id: NodeId) -> Option<&str> {
        self.nodes()
            .find(|(_, known)| *known == id)
            .map(|(name, _)| name)
    }
}
