using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class TimelineStoreTests
{
    private const string Table = "operations";

    private static readonly WindowRange Everything = WindowRange.Count(0, long.MaxValue / 2);

    private readonly TestStorage _storage = new();
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Append_AnyFaultsRepeatsAndReloads_CountsEveryPaneOnce() => Gen.Select(
        Gen.Int[0, 400].Array[1, 200], Gen.Int[0, 5].Array[400], Gen.Int[1, 16].Array[400]).Sample((panes, faults, batches) =>
    {
        var storage = new TestStorage();
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var (calls, step) = (0, 0);
        storage.OnWrite = (_, _) => faults[calls++ % faults.Length] switch { 0 => Fault.Refused, 1 => Fault.WrittenButThrows, _ => Fault.None };
        var sender = Guid.NewGuid();
        var headers = Headers(clock, panes);
        var store = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
        var first = new long?[panes.Length];
        for (var at = 0; at < panes.Length;)
        {
            var batch = headers.Skip(at).Take(batches[step++ % batches.Length]).ToArray();
            try
            {
                var receipt = store.AppendAsync(sender, [.. batch.Select(h => (h, (long)h.Rows))]).GetAwaiter().GetResult();
                for (var i = 0; i < batch.Length; i++)
                    first[at + i] = receipt.FirstRows[i];
                // Sometimes the receipt gets lost on its way, and all of it comes again.
                at += faults[step % faults.Length] == 2 ? 0 : batch.Length;
            }
            catch (Exception e) when (e is IOException or Orleans.Storage.InconsistentStateException)
            {
                store = LoadAsync(storage, clock, () => calls++).GetAwaiter().GetResult();
            }
        }
        storage.OnWrite = (_, _) => Fault.None;
        store = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
        Assert.Equal(panes.Sum(), store.TotalRows);
        Assert.Equal(panes.Sum(), Sum(store));
        Assert.Equal(0, store.RowsLost);
        // The rows of the panes are numbered in the order of their execution, without gaps.
        Assert.Equal(headers.Select(h => (long?)h.RowsBefore), first);
    }, iter: 60);

    [Fact]
    public async Task Append_PanesThatNeverCame_AreRowsLost()
    {
        var store = await LoadAsync();
        var headers = Headers(_clock, [10, 20, 30, 40]);
        var sender = Guid.NewGuid();
        await store.AppendAsync(sender, [(headers[0], 10)]);
        await store.AppendAsync(sender, [(headers[3], 40)]);
        Assert.Equal((50L, 50L), (store.TotalRows, store.RowsLost));
        // One that was given up for lost is not counted on top.
        await store.AppendAsync(sender, [(headers[1], 20)]);
        Assert.Equal((50L, 50L), (store.TotalRows, store.RowsLost));
    }

    [Fact]
    public async Task Append_ReceiptLostTwiceWhileMorePanesCame_StillTellsTheFirstRows()
    {
        var store = await LoadAsync();
        var headers = Headers(_clock, [10, 20, 30, 40, 50]);
        var sender = Guid.NewGuid();
        await AppendAsync(headers[..2]);
        await AppendAsync(headers[..4]);
        var receipt = await AppendAsync(headers);
        Assert.Equal([0, 10, 30, 60, 100], receipt.FirstRows);

        Task<DeltaReceipt> AppendAsync(PaneHeader[] panes) => store.AppendAsync(sender, [.. panes.Select(h => (h, (long)h.Rows))]);
    }

    /// <summary>In the slow one, segments grow old and would go before a head has named them.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(400)]
    public async Task Append_HeadThatCanNotBeWrittenForLong_LosesNoSegment(int pace)
    {
        var store = await LoadAsync();
        var sender = Guid.NewGuid();
        var headers = Headers(_clock, [.. Enumerable.Repeat(10, 900)], pace);
        var heads = 0;
        _storage.OnWrite = (_, key) => key == "m@1" && heads++ < 5 ? Fault.Refused : Fault.None;
        foreach (var header in headers)
        {
            _clock.Advance(TimeSpan.FromSeconds(pace));
            for (var delivered = false; !delivered;)
            {
                try
                {
                    await store.AppendAsync(sender, [(header, 10)]);
                    delivered = true;
                }
                catch (IOException)
                {
                    store = await LoadAsync();
                }
            }
        }
        Assert.True(heads > 5, $"the head was written {heads} times");
        store = await LoadAsync();
        Assert.Equal((9000L, 9000L), (store.TotalRows, Sum(store)));
    }

    /// <summary>
    /// The law of panes and windows: whatever is delayed, repeated, lost on the way, taken by a crash or put off by a failing store, a sender
    /// that repeats its panes until they are acknowledged finds each of them counted once, in the windows of any level; and what was acknowledged
    /// is there after the next crash.
    /// </summary>
    [Fact]
    public void Append_WithCrashesAndFaults_CountsEveryPaneOnceAndKeepsWhatItAcknowledged() => Gen.Select(
        Gen.Int[1, 900].Array[20, 120], Gen.Int[0, 9].Array[300], Gen.Int[1, 12].Array[60], Gen.Int[1, 400]).Sample((panes, faults, batches, pace) =>
    {
        var storage = new TestStorage();
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var (calls, step) = (0, 0);
        storage.OnWrite = (_, _) => faults[calls++ % faults.Length] switch { 0 => Fault.Refused, 1 => Fault.WrittenButThrows, _ => Fault.None };
        PaneSender[] senders = [.. new[] { 0, 1 }.Select(s => new PaneSender(Headers(clock, [.. panes.Where((_, i) => i % 2 == s)], pace)))];
        var store = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
        while (senders.Any(s => s.Kept < s.Panes.Length) && step < 20_000)
        {
            var fault = faults[step % faults.Length];
            var sender = senders[step % 2];
            try
            {
                var receipt = store.AppendAsync(sender.Id, sender.Next(batches[step++ % batches.Length])).GetAwaiter().GetResult();
                // Sometimes the receipt gets lost, and all of it comes again.
                if (fault != 6)
                    sender.Kept = (int)receipt.Durable;
                if (fault == 8)
                    store = LoadAsync(storage, clock, () => calls++).GetAwaiter().GetResult();
                clock.Advance(TimeSpan.FromSeconds(pace));
            }
            catch (Exception e) when (e is IOException or Orleans.Storage.InconsistentStateException)
            {
                store = LoadAsync(storage, clock, () => calls++).GetAwaiter().GetResult();
            }
            Assert.Equal((store.TotalRows, 0L), (Sum(store), store.RowsLost));
            Assert.All(senders, s => Assert.True(store.Applied(s.Id) >= s.Kept, $"{s.Kept} panes were acknowledged, {store.Applied(s.Id)} are there"));
        }
        storage.OnWrite = (_, _) => Fault.None;
        store = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
        Assert.Equal((panes.Sum(p => (long)p), panes.Sum(p => (long)p), 0L), (store.TotalRows, Sum(store), store.RowsLost));
    }, iter: 60);

    /// <summary>For a moment two activations of a grain may both take themselves for the only one.</summary>
    [Fact]
    public void Append_OfTwoOwnersAtOnce_CountsEveryAcknowledgedPaneOnceAndGivesNoNumberTwice() => Gen.Select(
        Gen.Int[1, 400].Array[20, 150], Gen.Bool.Array[301], Gen.Int[0, 19].Array[307]).Sample((panes, owners, fates) =>
    {
        var storage = new TestStorage();
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        TimelineStore<long>[] stores = [.. Enumerable.Range(0, 2).Select(_ => LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult())];
        PaneSender[] senders = [.. new[] { 0, 1 }.Select(s => new PaneSender(Headers(clock, [.. panes.Where((_, i) => i % 2 == s)])))];
        var numbers = new List<(long First, long Rows)>();
        for (var step = 0; senders.Any(s => s.Kept < s.Panes.Length) && step < 20_000; step++)
        {
            var (sender, at) = (senders[step % 2], owners[step % owners.Length] ? 1 : 0);
            var batch = sender.Next(1 + (step % 3));
            try
            {
                if (fates[step % fates.Length] == 0)
                    stores[at] = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
                if (batch.Length == 0)
                    continue;
                var receipt = stores[at].AppendAsync(sender.Id, batch).GetAwaiter().GetResult();
                numbers.AddRange(batch.Select((p, i) => (receipt.FirstRows[i], p.Value)));
                sender.Kept += batch.Length;
                clock.Advance(TimeSpan.FromSeconds(2));
            }
            catch (Orleans.Storage.InconsistentStateException)
            {
                stores[at] = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
            }
        }
        var store = LoadAsync(storage, clock, () => 0).GetAwaiter().GetResult();
        Assert.Equal((panes.Sum(p => (long)p), panes.Sum(p => (long)p), 0L), (store.TotalRows, Sum(store), store.RowsLost));
        var next = 0L;
        foreach (var (first, rows) in numbers.Order())
        {
            Assert.Equal(next, first);
            next += rows;
        }
    }, iter: 60);

    [Fact]
    public async Task Append_Deliveries_AreDurableForTheirOwnBytes()
    {
        var store = await LoadAsync();
        var (sender, keys) = (Guid.NewGuid(), new List<string>());
        _storage.OnWrite = (_, key) =>
        {
            keys.Add(key);
            return Fault.None;
        };
        foreach (var header in Headers(_clock, [.. Enumerable.Repeat(10, 320)], pace: 1))
        {
            await store.AppendAsync(sender, [(header, 10)]);
            _clock.Advance(TimeSpan.FromSeconds(1));
            // Whoever reads it now reads what was acknowledged.
            if (header.Sequence % 64 < 3)
                Assert.Equal((header.RowsBefore + 10, header.RowsBefore + 10), ((await LoadAsync()).TotalRows, Sum(await LoadAsync())));
        }
        Assert.Equal(320, keys.Count(k => k.Contains("/log/", StringComparison.Ordinal)));
        Assert.InRange(keys.Count(k => !k.Contains("/log/", StringComparison.Ordinal)), 10, 16);
        Assert.Equal(TimelineLog<long>.Rows, _storage.Keys(Table).Count(k => k.Contains("/log/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Append_WeeksOfTraffic_KeepsFewCellsAndFewRowsOfStorage()
    {
        var store = await LoadAsync();
        var sender = Guid.NewGuid();
        var before = 0L;
        for (var i = 1; i <= 12 * 24 * 60; i++)
        {
            var header = new PaneHeader(i, WindowGrid.HopOf(_clock.GetUtcNow()), 200, before, -1);
            await store.AppendAsync(sender, [(header, 200)]);
            before += 200;
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        var cells = await store.ReadAsync(Everything);
        Assert.True(cells.All(c => _clock.GetUtcNow() - Timeline.End(c) < WindowGrid.Keep + TimeSpan.FromDays(1)));
        Assert.InRange(cells.Sum(c => c.Value), 8L * 24 * 60 * 200, 9L * 24 * 60 * 200);
        Assert.True(cells.Count < 1200, $"{cells.Count} cells");
        Assert.True(_storage.Keys(Table).Length < 500, $"{_storage.Keys(Table).Length} rows of storage");
        Assert.Equal(before, store.TotalRows);
        Assert.Equal(before, (await LoadAsync()).TotalRows);
    }

    /// <summary>One bad clock would keep everything that came after from ageing, in memory.</summary>
    [Fact]
    public async Task Append_FromASiloWhoseClockIsAYearAhead_IsCountedNowAndHoldsNothingUp()
    {
        var store = await LoadAsync();
        var (right, wrong) = (Guid.NewGuid(), Guid.NewGuid());
        for (var i = 1; i <= 3 * 24 * 60; i++)
        {
            await store.AppendAsync(right, [(new(i, WindowGrid.HopOf(_clock.GetUtcNow()), 200, (i - 1) * 200L, -1), 200)]);
            await store.AppendAsync(wrong, [(new(i, WindowGrid.HopOf(_clock.GetUtcNow() + TimeSpan.FromDays(365)), 100, (i - 1) * 100L, -1), 100)]);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        var now = _clock.GetUtcNow();
        Assert.Equal((3L * 24 * 60 * 300, 0L), (store.TotalRows, store.RowsLost));
        Assert.Equal(60 * 300, (await store.ReadAsync(WindowRange.Time(now - TimeSpan.FromHours(1), now))).Sum(c => c.Value));
        var cells = await store.ReadAsync(Everything);
        Assert.Equal(store.TotalRows, cells.Sum(c => c.Value));
        Assert.True(cells.Count < 1500, $"{cells.Count} cells");
    }

    /// <summary>Up to as many rows an hour as are kept by count, blocks keep their cells for a day. The bounds are the README's.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(140)]
    [InlineData(175)]
    [InlineData(180)]
    [InlineData(2_000)]
    public async Task Append_AtAnyRate_KeepsNoMoreCellsThanTheReadmeSays(int rowsPerHop)
    {
        var store = await LoadAsync();
        var sender = Guid.NewGuid();
        var (before, sequence) = (0L, 0);
        for (var hop = 0; hop < 27 * 360; hop++)
        {
            for (var left = rowsPerHop; left > 0;)
            {
                var rows = (int)Math.Min(left, WindowGrid.BlockRows - (before % WindowGrid.BlockRows));
                await store.AppendAsync(sender, [(new(++sequence, WindowGrid.HopOf(_clock.GetUtcNow()), rows, before, -1), rows)]);
                before += rows;
                left -= rows;
            }
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
        var now = _clock.GetUtcNow();
        Assert.Equal(before, Sum(store));
        var (hour, all) = ((await store.ReadAsync(WindowRange.Time(now - TimeSpan.FromHours(1), now))).Count, (await store.ReadAsync(Everything)).Count);
        Assert.InRange(hour, 360, 500);
        Assert.InRange(all, hour + (24 * 12), 4_000);
    }

    [Theory]
    [InlineData("1901-01-01T00:00:03Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2024-02-29T23:59:59Z")]
    public async Task Append_FromLongAgo_IsCountedInItsOwnTimeAndByRow(string text)
    {
        var at = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var store = await LoadAsync();
        var sender = Guid.NewGuid();
        await store.AppendAsync(sender, [(new(1, WindowGrid.HopOf(at), 7, 0, -1), 7)]);
        for (var i = 2; i <= 600; i++)
        {
            await store.AppendAsync(sender, [(new(i, WindowGrid.HopOf(_clock.GetUtcNow()), 500, 7 + ((i - 2) * 500L), -1), 500)]);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal((7 + (599 * 500L), 0L), (store.TotalRows, store.RowsLost));
        var old = Assert.Single(await store.ReadAsync(WindowRange.Time(at, at + TimeSpan.FromSeconds(1))));
        Assert.Equal(7, old.Value);
        Assert.InRange(at.ToUnixTimeSeconds(), old.Hop, old.Hop + old.HopSeconds - 1);
        var now = _clock.GetUtcNow();
        Assert.Equal(60 * 500, (await store.ReadAsync(WindowRange.Time(now - TimeSpan.FromHours(1), now))).Sum(c => c.Value));
    }

    [Fact]
    public async Task Load_CellsOfAnotherProfile_AreDroppedAndTheNumberingGoesOn()
    {
        var store = await LoadAsync();
        var headers = Headers(_clock, [.. Enumerable.Repeat(600, 60)]);
        var sender = Guid.NewGuid();
        foreach (var header in headers)
            await store.AppendAsync(sender, [(header, 600)]);
        _clock.Advance(TimeSpan.FromHours(30));
        // Counters of the old profile can't even be merged by the new one.
        var other = new TimelineStore<long>(new RowStore(_storage), Table, "m@1", "other", (_, _) => throw new InvalidDataException("another profile"), _clock);
        await other.LoadAsync();
        Assert.Equal((36_000L, 0L), (other.TotalRows, Sum(other)));
        await other.AppendAsync(Guid.NewGuid(), [(headers[0], 600)]);
        Assert.Equal((36_600L, 600L), (other.TotalRows, Sum(other)));
        Assert.True(_storage.Keys(Table).Count(k => !k.Contains("/log/", StringComparison.Ordinal)) <= 3, "what can't be read any more is deleted");
    }

    [Fact]
    public async Task Read_LargeCounters_SumsGiveTheSameRowsAsCells()
    {
        var (large, cells) = (Store(new TestStorage(), true), Store(_storage, false));
        await large.LoadAsync();
        await cells.LoadAsync();
        var sender = Guid.NewGuid();
        foreach (var header in Headers(_clock, [.. Enumerable.Range(1, 900).Select(i => i % 700)], pace: 10))
        {
            await large.AppendAsync(sender, [(header, header.Rows)]);
            await cells.AppendAsync(sender, [(header, header.Rows)]);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
        var now = _clock.GetUtcNow();
        WindowRange[] ranges =
        [
            Everything, WindowRange.Count(cells.TotalRows - 7_000, 7_000), WindowRange.Count(cells.TotalRows - 40_000, 13_000),
            WindowRange.Time(now.AddHours(-1), now), WindowRange.Time(now.AddMinutes(-47), now.AddMinutes(-11)), WindowRange.Time(now.AddHours(-2), now),
        ];
        foreach (var range in ranges)
        {
            var expected = (await cells.ReadAsync(range)).Sum(c => c.Value);
            var summed = await large.ReadAsync(range, sums: true);
            Assert.Equal((expected, expected), (summed.Sum(c => c.Value), summed.Sum(c => c.Rows)));
            Assert.Equal(expected, (await large.ReadAsync(range)).Sum(c => c.Value));
        }
        Assert.True((await large.ReadAsync(Everything, sums: true)).Count < (await cells.ReadAsync(Everything)).Count / 4);

        TimelineStore<long> Store(TestStorage storage, bool isLarge) =>
            new(new RowStore(storage), Table, "m@1", "", (a, b) => a + b, _clock, large: isLarge);
    }

    private static long Sum(TimelineStore<long> store) => store.ReadAsync(Everything).GetAwaiter().GetResult().Sum(c => c.Value);

    private Task<TimelineStore<long>> LoadAsync() => LoadAsync(_storage, _clock, () => 0);

    private static async Task<TimelineStore<long>> LoadAsync(TestStorage storage, TimeProvider clock, Func<int> onFailure)
    {
        while (true)
        {
            var store = new TimelineStore<long>(new RowStore(storage), Table, "m@1", "", (a, b) => a + b, clock);
            try
            {
                await store.LoadAsync();
                return store;
            }
            catch (IOException)
            {
                onFailure();
            }
        }
    }

    private static PaneHeader[] Headers(FakeTimeProvider clock, int[] rows, int pace = 4)
    {
        var before = 0L;
        return [.. rows.Select((r, i) =>
        {
            var header = new PaneHeader(i + 1, WindowGrid.HopOf(clock.GetUtcNow() + TimeSpan.FromSeconds(pace * i)), r, before, -1);
            before += r;
            return header;
        })];
    }
}
