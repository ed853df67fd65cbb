//! What nodes measure about themselves, under Kafka's JMX names, in model time.

mod histogram;
mod meter;

pub use histogram::Histogram;
pub use meter::Meter;

/// One measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// The MBean, such as `kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions`.
    pub name: String,
    /// The attribute of the MBean, such as `Value`, `Count` or `99thPercentile`.
    pub attribute: &'static str,
    /// Its value: a count, a rate per second, or ms where the name ends in `Ms`.
    pub value: f64,
}

/// A list of metrics that is being written.
#[derive(Debug, Default)]
pub struct Report(Vec<Metric>);

impl Report {
    /// A value that is looked up.
    pub fn gauge(&mut self, name: &str, value: u64) {
        self.push(name, "Value", value as f64);
    }

    /// A part of a whole, given in thousandths.
    pub fn ratio(&mut self, name: &str, permille: u64) {
        self.push(name, "Value", permille as f64 / 1e3);
    }

    /// How often something happened, and how often a second.
    pub fn meter(&mut self, name: &str, meter: &Meter, now: crate::model::Instant) {
        self.push(name, "Count", meter.count() as f64);
        self.push(name, "MeanRate", meter.mean_rate(now));
        self.push(name, "OneMinuteRate", meter.one_minute_rate(now));
    }

    /// How long something took, in ms.
    pub fn histogram(&mut self, name: &str, histogram: &Histogram) {
        self.push(name, "Count", histogram.count() as f64);
        self.spread(name, histogram);
    }

    /// How long something took, in ms, where how often is said already.
    pub fn spread(&mut self, name: &str, histogram: &Histogram) {
        let ms = |micros: u64| micros as f64 / 1e3;
        self.push(name, "Mean", histogram.mean() / 1e3);
        self.push(name, "Max", ms(histogram.max()));
        for (attribute, percentile) in [
            ("50thPercentile", 500),
            ("95thPercentile", 950),
            ("99thPercentile", 990),
            ("999thPercentile", 999),
        ] {
            self.push(name, attribute, ms(histogram.at_permille(percentile)));
        }
    }

    /// The metrics, in the order in which they were written.
    #[must_use]
    pub fn into_metrics(self) -> Vec<Metric> {
        self.0
    }

    fn push(&mut self, name: &str, attribute: &'static str, value: f64) {
        self.0.push(Metric {
            name: name.to_owned(),
            attribute,
            value,
        });
    }
}
