namespace ActorMlOps.LoadTests.Reports;

/// <summary>A line of the table. CPU in microseconds and bytes are a prediction's (a row's).</summary>
/// <param name="Window">Number of the window; null: all of them together.</param>
internal sealed record ReportRow(
    string Part, string Model, string System, int? Window, long Requests, long Refused, long Failed,
    double RequestsPerSecond, double RowsPerSecond, double? P50Ms, double? P99Ms, double? P999Ms,
    double? ServerCpuMicroseconds, double ClientCpuMicroseconds, double? ServerBytes, double ClientBytes)
{
    public static ReportRow Of(string part, string model, string system, int? window, Measurement m) => new(
        part, model, system, window, m.Requests, m.Refused, m.Failed, m.RequestsPerSecond, m.RowsPerSecond,
        m.Latencies.Milliseconds(50), m.Latencies.Milliseconds(99), m.Latencies.Milliseconds(99.9),
        m.ServerCpu, m.ClientCpu, m.ServerBytes, m.ClientBytes);
}
