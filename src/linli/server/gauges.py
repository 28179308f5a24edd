"""How one figure that is so at this moment is told to Prometheus."""

from prometheus_client.core import GaugeMetricFamily


def gauge(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    """Return a figure without a value yet."""
    return GaugeMetricFamily(name, says, labels=labels)
