using HdrHistogram;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>Latencies of 100 ns to 60 s with three significant digits; what is longer counts as 60 s. Safe for concurrent use.</summary>
internal sealed class Latencies
{
    private const int Digits = 3;
    private readonly LongConcurrentHistogram _ticks = new(1, TimeSpan.TicksPerMinute, Digits);

    public long Count => _ticks.TotalCount;

    public void Add(TimeSpan latency) => _ticks.RecordValue(Math.Clamp(latency.Ticks, 1, TimeSpan.TicksPerMinute));

    public void Add(Latencies other) => _ticks.Add(other._ticks);

    /// <summary>In milliseconds; null while there is none.</summary>
    /// <param name="percentile">0 to 100.</param>
    public double? Milliseconds(double percentile) =>
        Count == 0 ? null : _ticks.GetValueAtPercentile(percentile) / (double)TimeSpan.TicksPerMillisecond;
}
