using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Tests.Monitoring.Resources;

public sealed class FleetFoldTests
{
    [Fact]
    public void Of_TwoAnswersAndOneSiloThatIsSilent_SumsAndNamesTheLargest()
    {
        var fleet = FleetFold.Of(default, [
            new("s1", "one", "answered", null, Use(cores: 0.5, heap: 10, [Version("1", 100, 5, 0.2), Version("2", 50, 0, null)]) with { Requests = new(1000, 5) }),
            new("s2", "two", "unreachable", "silent", null),
            new("s3", "three", "answered", null, Use(cores: 1.5, heap: 7, [Version("1", 100, 9, 0.1)]))]);
        Assert.Equal(new FleetFigure(2, 1.5, "s3"), fleet.Fleet["cpu.cores"]);
        Assert.Equal(new FleetFigure(null, 0.75, "s3"), fleet.Fleet["cpu.share"]);
        Assert.Equal(new FleetFigure(17, 10, "s1"), fleet.Fleet["memory.heapBytes"]);
        Assert.Equal(new FleetFigure(14, 9, "s3"), fleet.Fleet["versions.queuedRows"]);
        Assert.Equal(new FleetFigure(1000, 1000, "s1"), fleet.Fleet[FleetFold.Unauthorized]);
        Assert.Equal(new FleetFigure(5, 5, "s1"), fleet.Fleet[FleetFold.Malformed]);
        Assert.DoesNotContain(fleet.Fleet.Keys, k => k.StartsWith("gpus", StringComparison.Ordinal) || k.StartsWith("store", StringComparison.Ordinal));
        Assert.Equal(["1", "2"], fleet.Versions.Select(v => v.Version));
        Assert.Equal((2, new FleetFigure(200, 100, "s1"), new FleetFigure(14, 9, "s3"), new FleetFigure(null, 0.2, "s1")),
            (fleet.Versions[0].Silos, fleet.Versions[0].ModelBytes, fleet.Versions[0].QueuedRows, fleet.Versions[0].BusyShare));
        Assert.Null(fleet.Versions[1].BusyShare);
        Assert.Equal(3, fleet.Silos.Length);
    }

    [Fact]
    public void Of_NoAnswers_HasNoNumbers()
    {
        var fleet = FleetFold.Of(default, [new("s1", null, "unreachable", "silent", null)]);
        Assert.Empty(fleet.Fleet);
        Assert.Empty(fleet.Versions);
    }

    private static VersionUse Version(string version, long bytes, long queued, double? busy) => new("m", version, bytes, queued, null, busy, null);

    private static SiloResources Use(double cores, long heap, VersionUse[] versions) => new(
        10, null, new(cores, 2, cores / 2), new(100, heap, 1000, 0.1), new(0, 0, 1, 1, 1), new(4, 0, 9, 1), 12, versions, null, []);
}
