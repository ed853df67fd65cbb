//! A link without a broker: every sender is connected to every receiver. What nobody listens to is nowhere.

use crate::client::Observation;
use crate::client::network::{NetworkClient, NetworkEvent};
use crate::model::NodeId;
use crate::node::{Effects, Input, Now};

mod receiver;
mod sender;

pub use receiver::{Receiver, ReceiverSetup};
pub use sender::{Sender, SenderSetup, SenderTally};

/// The timers of applications that do without Kafka.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectTimer {
    /// The sender's application has something to send.
    Source,
}

/// Takes in an input of the network; tells the application of each peer that was connected and is no longer.
pub(super) fn listen<C>(
    network: &mut NetworkClient<C>,
    peers: &[NodeId],
    now: Now,
    input: &Input,
    effects: &mut Effects,
) -> Vec<NetworkEvent<C>> {
    let connected: Vec<NodeId> = peers
        .iter()
        .copied()
        .filter(|peer| network.is_ready(*peer))
        .collect();
    let events = network.handle(now, input, effects);
    for peer in connected {
        if !network.is_ready(peer) {
            effects.observe(Observation::PeerLost(peer));
        }
    }
    events
}
