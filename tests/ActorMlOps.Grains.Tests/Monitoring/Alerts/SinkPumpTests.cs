using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static ActorMlOps.Grains.Tests.Monitoring.Alerts.Signals;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

public sealed class SinkPumpTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new(Start);
    private AlertBook _book = Book("s");
    private int _writes;

    [Fact]
    public async Task Sink_ThatIsDownForAnHour_GetsAllOnceInOrderWithinFiveMinutesOfItsReturn()
    {
        var sink = new FakeSink(_clock, Start + Hour);
        var pump = Pump(sink);
        for (var i = 0; i < 50; i++)
            _book = _book.Observe(Start, Of(SignalState.Firing)).Observe(Start, Of(SignalState.Recovered));
        var expected = _book.Notices.Select(n => n.Key).ToArray();
        while (pump.Wait() is { } wait)
        {
            _clock.Advance(wait);
            await pump.RunAsync(CancellationToken.None);
        }
        Assert.Equal(100, expected.Length);
        Assert.Equal(expected, sink.Taken);
        Assert.InRange(_clock.GetUtcNow() - Start, Hour, Hour + TimeSpan.FromMinutes(5));
        // 1 + 2 + ... + 256 s, then every 5 minutes at most and 2.5 at least: an hour of patience costs the sink a handful of requests.
        Assert.InRange(sink.Attempts - expected.Length, 15, 40);
        // A write each failure, and one each 16 messages.
        Assert.Equal(sink.Attempts - expected.Length + 7, _writes);
    }

    [Fact]
    public async Task RepeatingSink_WhileAnAlertIsOpen_IsToldEveryMinuteAndAtOnceAfterARestart()
    {
        var sink = new FakeSink(_clock, Start);
        var pump = Pump(sink);
        Assert.Null(pump.Wait());
        _book = _book.Observe(Start, Of(SignalState.Firing));
        await pump.RunAsync(CancellationToken.None);
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(pump.Wait()!.Value);
            await pump.RunAsync(CancellationToken.None);
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => Start.AddMinutes(i)), sink.Repeated.Select(r => r.At));
        Assert.All(sink.Repeated, r => Assert.Equal(["m:1"], r.Open));
        Assert.Equal(TimeSpan.Zero, Pump(sink).Wait());
        _book = _book.Observe(Start, Of(SignalState.Recovered));
        await pump.RunAsync(CancellationToken.None);
        Assert.Null(pump.Wait());
        Assert.Equal(["m:1/1", "m:1/2"], sink.Taken);
    }

    private SinkPump Pump(FakeSink sink)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        return new(
            sink, Scope, () => _book, ApplyAsync, new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), new(meters, _clock), _clock, NullLogger.Instance);
    }

    private Task ApplyAsync(Func<AlertBook, AlertBook> next)
    {
        _book = next(_book);
        _writes++;
        return Task.CompletedTask;
    }
}
