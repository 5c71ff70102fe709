using ActorMlOps.Grains.Rollout;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Rollout;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Rollout;

public sealed class PolicyCacheTests
{
    private readonly TestStorage _storage = new();
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly PolicyCache _cache;

    public PolicyCacheTests() => _cache = new(new RowStore(_storage), _clock);

    [Fact]
    public void Install_LowerEpoch_IsNeverFollowed()
    {
        _cache.Install(Policy("m", 5), _clock.GetTimestamp());
        _cache.Install(Policy("m", 4), _clock.GetTimestamp());
        Assert.Equal(5, _cache.Find("m")!.Policy.Epoch);
        _cache.Install(Policy("m", 6), _clock.GetTimestamp());
        Assert.Equal(6, _cache.Find("m")!.Policy.Epoch);
    }

    [Fact]
    public void Lease_FromBeforeTheRead_EndsAndIsNeverShortened()
    {
        var readAt = _clock.GetTimestamp();
        _cache.Install(Policy("m", 1), readAt);
        Assert.True(_cache.IsValid(_cache.Find("m")!));
        _clock.Advance(PolicyCache.Lease - TimeSpan.FromMilliseconds(1));
        Assert.True(_cache.IsValid(_cache.Find("m")!));
        _cache.Install(Policy("m", 1), readAt - 1);
        Assert.True(_cache.IsValid(_cache.Find("m")!));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_cache.IsValid(_cache.Find("m")!));
    }

    [Fact]
    public async Task Read_SlowerThanTheLease_GivesNoValidLease()
    {
        await StoreAsync("m");
        _storage.OnRead = (_, _) =>
        {
            _clock.Advance(PolicyCache.Lease);
            return Task.CompletedTask;
        };
        Assert.False(_cache.IsValid((await _cache.ReadAsync("m"))!));
    }

    [Fact]
    public async Task Read_ByManyAtOnce_IsOneRead()
    {
        await StoreAsync("m");
        var (reads, gate) = (0, new TaskCompletionSource());
        _storage.OnRead = (_, _) =>
        {
            Interlocked.Increment(ref reads);
            return gate.Task;
        };
        var all = Enumerable.Range(0, 50).Select(_ => _cache.ReadAsync("m")).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), s => Assert.Equal("1", s!.Policy.Stable));
        Assert.Equal(1, reads);
        Assert.Null(await _cache.ReadAsync("none"));
    }

    [Fact]
    public async Task Renew_OneModelThatCanNotBeRead_KeepsNoOtherWaiting()
    {
        foreach (var model in new[] { "a", "b", "c", "d" })
        {
            await StoreAsync(model);
            await _cache.ReadAsync(model);
        }
        _storage.OnRead = (_, key) => key is "a" or "c" ? throw new IOException("unreadable") : Task.CompletedTask;
        _clock.Advance(PolicyCache.Lease);
        await Assert.ThrowsAsync<AggregateException>(_cache.RenewAsync);
        Assert.Equal([false, true, false, true], new[] { "a", "b", "c", "d" }.Select(m => _cache.IsValid(_cache.Find(m)!)));
    }

    [Fact]
    public async Task Renew_ModelThatNobodyAskedForInAMinute_IsForgotten()
    {
        await StoreAsync("m");
        await _cache.ReadAsync("m");
        _clock.Advance(TimeSpan.FromSeconds(61));
        await _cache.RenewAsync();
        Assert.Null(_cache.Find("m"));
    }

    private async Task StoreAsync(string model) =>
        await new RowStore(_storage).WriteAsync("traffic", model, Row<TrafficState>.None, TrafficMachine.First(model, "1", 7));

    private static Policy Policy(string model, long epoch) => TrafficMachine.First(model, "1", 7).Policy! with { Epoch = epoch };
}
