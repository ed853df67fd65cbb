//! A group: its members, what each has, how far the group is.

use view::close_up::{GroupUp, Member, Share};
use yew::prelude::*;

use crate::i18n::{Texts, use_texts};

/// Properties of [`GroupView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The group.
    pub up: GroupUp,
}

/// A card for each member with the partitions that it has.
#[component]
pub fn GroupView(props: &Props) -> Html {
    let texts = use_texts();
    let up = &props.up;
    let state = texts.with(
        "group-state",
        &[
            ("state", up.state),
            ("generation", &up.generation.to_string()),
            ("coordinator", &up.coordinator),
        ],
    );
    html! {
        <div class="up" data-test="close-up-group">
            <div class="up-head">
                <h2>{ &up.name }</h2>
                <span data-test="group-state">{ state }</span>
                if let Some(protocol) = &up.protocol {
                    <span>{ texts.with("group-protocol", &[("protocol", protocol)]) }</span>
                }
            </div>
            if up.members.is_empty() {
                <p class="empty">{ texts.get("group-empty") }</p>
            }
            <div class="up-cards">
                { for up.members.iter().map(|one| member(one, &texts)) }
                if !up.orphans.is_empty() {
                    <section class="up-card"><h3>{ texts.get("group-orphans") }</h3>{ shares(&up.orphans, &texts) }</section>
                }
            </div>
            if up.more > 0 {
                <p class="empty">{ texts.with("card-more", &[("count", &up.more.to_string())]) }</p>
            }
        </div>
    }
}

fn member(member: &Member, texts: &Texts) -> Html {
    html! {
        <section class="up-card" data-test={format!("member-{}", member.client)}>
            <h3>{ &member.client }if member.leader { <span class="role leads">{ texts.get("group-leader") }</span> }</h3>
            <p class="faint mono" title={member.id.clone()}>{ member.instance.as_ref().unwrap_or(&member.id) }</p>
            <p>
                { texts.with("group-session", &[("at", &texts.moment(member.session_ends))]) }
                if let Some(api) = member.awaits { { " · " }{ texts.with("group-awaits", &[("api", api)]) } }
            </p>
            { shares(&member.shares, texts) }
        </section>
    }
}

fn shares(shares: &[Share], texts: &Texts) -> Html {
    if shares.is_empty() {
        return html! { <p class="empty">{ texts.get("client-no-partitions") }</p> };
    }
    let offset = |offset: Option<i64>| offset.map_or_else(|| "–".to_owned(), |o| o.to_string());
    let head = [
        "group-partition",
        "group-committed",
        "group-high-watermark",
        "group-lag",
    ];
    html! {
        <table class="figures">
            <thead><tr>{ for head.into_iter().map(|key| html! { <th scope="col">{ texts.get(key) }</th> }) }</tr></thead>
            <tbody>{ for shares.iter().map(|share| html! {
                <tr><th scope="row">{ &share.partition }</th><td>{ offset(share.committed) }</td><td>{ offset(share.high_watermark) }</td>
                    <td data-test={format!("lag-{}", share.partition)}>{ offset(share.lag) }</td></tr>
            }) }</tbody>
        </table>
    }
}
