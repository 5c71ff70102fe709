using ActorMlOps.LoadTests.Drivers;

namespace ActorMlOps.LoadTests.Tests.Drivers;

public class OpenLoopTests
{
    private const int PerSecond = 1_000;
    private const int Requests = 300;
    private const int StallMilliseconds = 200;

    /// <summary>
    /// While the first request stalls, the next 200 become due. Those of the first 100 ms, a third of all, wait for 100 ms and more: only
    /// a driver that omits what it did not send has a 70th percentile below that.
    /// </summary>
    [Fact]
    public async Task Latencies_ServerStalls_AreFeltByAllThatWereDue()
    {
        using var caller = new StallingCaller();

        var result = await OpenLoop.RunAsync([caller], PerSecond, Requests);

        Assert.Equal(Requests, result.Accepted);
        Assert.InRange(result.Latencies.Milliseconds(70)!.Value, StallMilliseconds / 2, double.MaxValue);
    }

    [Fact]
    public async Task Requests_OfALoop_AreAllSentOnce()
    {
        using var caller = new StallingCaller();

        await OpenLoop.RunAsync([caller], PerSecond, Requests);

        Assert.Equal(Enumerable.Range(0, Requests).Select(n => (long)n), caller.Numbers);
    }

    private sealed class StallingCaller : ICaller
    {
        public List<long> Numbers { get; } = [];

        public int Rows => 1;

        public async ValueTask<Answer> CallAsync(long request)
        {
            Numbers.Add(request);
            if (Numbers.Count == 1)
                await Task.Delay(TimeSpan.FromMilliseconds(StallMilliseconds), TimeProvider.System);
            return Answer.Accepted;
        }

        public void Dispose()
        {
        }
    }
}
