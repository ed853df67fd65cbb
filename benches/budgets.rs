//! What has a budget, measured as ratios within one run: `cargo xtask bench` prints them beside their bounds; `cargo xtask
//! bench page` those of the page alone, and `cargo xtask bench page frames` those of its frames.

mod exploring;
mod fleet;
mod heap;
mod judging;
#[cfg(feature = "browser")]
mod page;
mod row;
mod scale;
mod timed;
mod travel;
#[cfg(feature = "browser")]
mod wasm;
mod workload;

fn main() {
    println!(
        "each figure is the best of three; a ratio is to a bare binary-heap loop of the same run\n"
    );
    row::head();
    let named: Vec<String> = std::env::args().skip(1).collect();
    if !named.iter().any(|part| part == "page") {
        engine();
    }
    #[cfg(feature = "browser")]
    page::page(&named);
}

fn engine() {
    let heap = heap::pops_per_second(workload::PENDING);
    workload::world_alone(heap);
    workload::records(heap);
    workload::invariants();
    workload::scorecard();
    fleet::fleet();
    judging::judging();
    exploring::exploring();
    scale::scale();
    travel::session(heap);
    travel::seek();
    #[cfg(feature = "browser")]
    wasm::against_native();
}
