using ActorMlOps.Monitoring;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Client.Tests.Monitoring;

public sealed class BatchProducerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Receiver _receiver = new();

    [Fact]
    public async Task Send_WhileTheReceiverIsBehind_WaitsForRoomAndGoesOnWithIt()
    {
        await using var producer = Producer(new() { MaxInFlight = 3 });
        _receiver.Holds = true;
        for (var i = 1; i <= 3; i++)
            Assert.Equal(i, await producer.SendAsync(default, null, default));
        var fourth = producer.SendAsync(default, null, default);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        Assert.False(fourth.IsCompleted);
        _receiver.Holds = false;
        _receiver.Deliver();
        await AdvanceAsync(fourth);
        Assert.Equal(4, await fourth);
    }

    [Fact]
    public async Task Send_WhenNothingIsTakenForTheTimeout_SaysSo()
    {
        var producer = Producer(new() { MaxInFlight = 1 });
        _receiver.Holds = true;
        await producer.SendAsync(default, null, default);
        var second = producer.SendAsync(default, null, default);
        await AdvanceAsync(second);
        Assert.Contains("has taken none of 1 batches for 30 s", (await Assert.ThrowsAsync<TimeoutException>(() => second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_IntoAStreamThatIsFull_WaitsUntilItTakesTheBatch()
    {
        await using var producer = Producer(new() { MaxInFlight = 1 });
        _receiver.OnPublish = () => throw new InvalidOperationException("full");
        var sending = producer.SendAsync(default, null, default);
        Assert.False(sending.IsCompleted);
        _receiver.OnPublish = () => { };
        await AdvanceAsync(sending);
        Assert.Equal(1, await sending);
        Assert.Equal([1L], _receiver.Counted);
    }

    [Fact]
    public async Task Flush_AfterARefusal_ThrowsItOnce()
    {
        await using var producer = Producer(new());
        _receiver.Refuses = 2;
        for (var i = 0; i < 3; i++)
            await producer.SendAsync(default, null, default);
        var thrown = await Assert.ThrowsAsync<BatchRefusedException>(() => producer.FlushAsync());
        Assert.Equal(2, Assert.Single(thrown.Batches).Sequence);
        await producer.FlushAsync();
        Assert.Equal([1L, 3L], _receiver.Counted);
    }

    [Fact]
    public async Task Send_OfSequencesThatWereTaken_SendsNothing()
    {
        await using var producer = new BatchProducer("The stream", _receiver.PublishAsync, _receiver.ProgressAsync, new() { Name = "n" }, _clock, lastTaken: 7);
        _receiver.Taken = 7;
        Assert.Equal(7, await producer.SendAsync(default, 7, default));
        Assert.Equal(0, _receiver.Published);
        Assert.Equal(9, await producer.SendAsync(default, 9, default));
        await producer.FlushAsync();
        Assert.Equal([9L], _receiver.Counted);
        await Assert.ThrowsAsync<ArgumentException>(() => producer.SendAsync(default, -1, default));
    }

    /// <summary>At least once from here, in order and once over there: whatever the stream loses, repeats or puts off.</summary>
    [Fact]
    public void Batches_OverAnyStream_AreCountedOnceInOrder() => Gen.Select(Gen.Int[0, 9].Array[20, 200], Gen.Int[1, 40]).Sample((fates, batches) =>
    {
        var clock = new FakeTimeProvider();
        var receiver = new Receiver { Fates = fates };
        var producer = new BatchProducer("The stream", receiver.PublishAsync, receiver.ProgressAsync, new() { MaxInFlight = 4, Timeout = TimeSpan.FromDays(10_000) }, clock);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < batches; i++)
                await producer.SendAsync(default, null, default);
            await producer.FlushAsync();
        });
        var started = TimeProvider.System.GetTimestamp();
        while (!sending.IsCompleted && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Thread.Yield();
        }
        Assert.True(sending.IsCompletedSuccessfully, sending.Exception?.ToString() ?? "it never ends");
        Assert.Equal(Enumerable.Range(1, batches).Select(i => (long)i), receiver.Counted);
    }, iter: 20, threads: 1);

    private BatchProducer Producer(ProducerOptions options) => new("The stream", _receiver.PublishAsync, _receiver.ProgressAsync, options, _clock);

    private async Task AdvanceAsync(Task until)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!until.IsCompleted && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        Assert.True(until.IsCompleted, "it never ends");
    }

    /// <summary>A stream with its receiver: takes what is next, as the grains do.</summary>
    private sealed class Receiver
    {
        private readonly List<StreamBatch> _held = [];
        private readonly List<RefusedBatch> _refused = [];

        public int[] Fates { get; init; } = [5];

        public bool Holds { get; set; }

        public long Refuses { get; set; }

        public long Taken { get; set; }

        public Action OnPublish { get; set; } = () => { };

        public List<long> Counted { get; } = [];

        public int Published { get; private set; }

        public Task<StreamProgress> ProgressAsync(string producer)
        {
            lock (_held)
                return Task.FromResult(new StreamProgress(Taken, [.. _refused]));
        }

        public Task PublishAsync(StreamBatch batch)
        {
            OnPublish();
            lock (_held)
            {
                var fate = Fates[Published++ % Fates.Length];
                if (fate == 0)
                    return Task.CompletedTask;
                if (fate == 1)
                    throw new InvalidOperationException("full");
                _held.Add(batch);
                if (fate == 2)
                    _held.Add(batch);
                if (fate == 3)
                    return Task.CompletedTask;
                if (fate == 4)
                    _held.Reverse();
            }
            if (!Holds)
                Deliver();
            return Task.CompletedTask;
        }

        public void Deliver()
        {
            lock (_held)
            {
                foreach (var batch in _held)
                    Take(batch);
                _held.Clear();
            }
        }

        private void Take(StreamBatch batch)
        {
            if (batch.Sequence <= Taken || batch.Previous > Taken)
                return;
            Taken = batch.Sequence;
            if (batch.Sequence == Refuses)
                _refused.Add(new(batch.Sequence, "no"));
            else
                Counted.Add(batch.Sequence);
        }
    }
}
