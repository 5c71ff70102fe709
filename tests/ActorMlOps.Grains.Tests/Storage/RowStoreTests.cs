using ActorMlOps.Grains.Rollout;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using Orleans.Storage;

namespace ActorMlOps.Grains.Tests.Storage;

public sealed class RowStoreTests
{
    private readonly TestStorage _storage = new();

    [Fact]
    public async Task Write_ByTwoWhoReadTheSameRow_SecondIsRefused()
    {
        var rows = new RowStore(_storage);
        var read = await rows.ReadAsync<TrafficState>("traffic", "m");
        Assert.Null(read.Value);
        var first = await rows.WriteAsync("traffic", "m", read, TrafficState.None);
        await Assert.ThrowsAsync<InconsistentStateException>(() => rows.WriteAsync("traffic", "m", read, TrafficState.None));
        await rows.WriteAsync("traffic", "m", first, TrafficState.None);
        await Assert.ThrowsAsync<InconsistentStateException>(() => rows.DeleteAsync("traffic", "m", first));
    }

    [Fact]
    public async Task Write_Refused_LeavesTheHeldRowUsable()
    {
        var rows = new RowStore(_storage);
        var held = await rows.WriteAsync("traffic", "m", Row<TrafficState>.None, TrafficState.None);
        _storage.OnWrite = (_, _) => Fault.Refused;
        await Assert.ThrowsAsync<IOException>(() => rows.WriteAsync("traffic", "m", held, TrafficMachine.First("m", "1", 7)));
        _storage.OnWrite = (_, _) => Fault.None;
        held = await rows.WriteAsync("traffic", "m", held, TrafficMachine.First("m", "2", 7));
        Assert.Equal("2", (await rows.ReadAsync<TrafficState>("traffic", "m")).Value!.Policy!.Stable);
        await rows.DeleteAsync("traffic", "m", held);
        Assert.Null((await rows.ReadAsync<TrafficState>("traffic", "m")).Value);
    }

    [Fact]
    public async Task Rows_OfOneKeyInTwoTables_AreApart()
    {
        var rows = new RowStore(_storage);
        await rows.WriteAsync("operations", "m@1", Row<Grains.Monitoring.TimelineHead>.None, new(1, 2));
        Assert.Null((await rows.ReadAsync<Grains.Monitoring.TimelineHead>("drift", "m@1")).Value);
    }
}
