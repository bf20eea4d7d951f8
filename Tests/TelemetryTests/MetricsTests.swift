import Testing

@testable import Telemetry

@Suite struct MetricsTests {
    @Test func `every series is there from the start, at zero`() {
        let metrics = Metrics()
        _ = metrics.counter("a_total", "Some.", by: "result", ["ok", "failed"])
        _ = metrics.gauge("b", "Others.")
        #expect(
            metrics.text == """
                # HELP a_total Some.
                # TYPE a_total counter
                a_total{result="ok"} 0
                a_total{result="failed"} 0
                # HELP b Others.
                # TYPE b gauge
                b 0

                """
        )
    }

    @Test func `counters grow, gauges are set`() {
        let metrics = Metrics()
        let counter = metrics.counter("a_total", "Some.", by: "result", ["ok", "failed"])
        let gauge = metrics.gauge("b", "Others.")
        counter.add(2, "failed")
        counter.add(1, "failed")
        gauge.set(1.5)
        #expect(metrics.text.contains("a_total{result=\"ok\"} 0\na_total{result=\"failed\"} 3\n"))
        #expect(metrics.text.contains("\nb 1.5\n"))
    }

    @Test func `a histogram counts up to each bound`() {
        let metrics = Metrics()
        let histogram = metrics.histogram("c_seconds", "Times.", buckets: [0.1, 1])
        for time in [
            Duration.milliseconds(50), .milliseconds(100), .milliseconds(500), .seconds(5),
        ] {
            histogram.observe(time)
        }
        #expect(
            metrics.text.hasSuffix(
                """
                c_seconds_bucket{le="0.1"} 2
                c_seconds_bucket{le="1"} 3
                c_seconds_bucket{le="+Inf"} 4
                c_seconds_sum 5.65
                c_seconds_count 4

                """
            )
        )
    }

    @Test func `label values cannot break a line`() {
        let metrics = Metrics()
        _ = metrics.gauge("a", "Some.", by: "x", ["q\"\\\n"])
        #expect(metrics.text.contains("a{x=\"q\\\"\\\\\\n\"} 0\n"))
    }
}
