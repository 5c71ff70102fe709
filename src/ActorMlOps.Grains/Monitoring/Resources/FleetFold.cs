using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>Pure: from what each silo told to sums, and to the largest of each number with the silo that has it.</summary>
internal static class FleetFold
{
    public const string Unauthorized = "requests.unauthorized";
    public const string Malformed = "requests.malformed";

    /// <summary>A number by its place in <see cref="SiloResources"/>; shares are not added up.</summary>
    private static readonly (string Name, bool Adds, Func<SiloResources, double?> Of)[] Numbers =
    [
        ("cpu.cores", true, r => r.Cpu.Cores),
        ("cpu.allowedCores", true, r => r.Cpu.AllowedCores),
        ("cpu.share", false, r => r.Cpu.Share),
        ("memory.workingSetBytes", true, r => r.Memory.WorkingSetBytes),
        ("memory.heapBytes", true, r => r.Memory.HeapBytes),
        ("memory.share", false, r => r.Memory.Share),
        ("gc.pauseShare", false, r => r.Gc.PauseShare),
        ("gc.allocatedBytesPerSecond", true, r => r.Gc.AllocatedBytesPerSecond),
        ("threadPool.threads", true, r => r.ThreadPool.Threads),
        ("threadPool.queuedItems", true, r => r.ThreadPool.QueuedItems),
        ("threadPool.itemsPerSecond", true, r => r.ThreadPool.ItemsPerSecond),
        ("activations", true, r => r.Activations),
        ("versions.modelBytes", true, r => r.Versions.Sum(v => v.ModelBytes)),
        ("versions.queuedRows", true, r => r.Versions.Sum(v => v.QueuedRows)),
        ("store.bytes", true, r => r.Store?.Bytes),
        ("store.usedShare", false, r => r.Store is { VolumeBytes: > 0 } s ? 1 - ((double)s.FreeBytes / s.VolumeBytes) : null),
        ("gpus.share", false, r => r.Gpus.Max(g => g.Share)),
        ("gpus.memoryBytes", true, r => r.Gpus.Length == 0 ? null : r.Gpus.Sum(g => g.MemoryBytes)),
        (Unauthorized, true, r => r.Requests?.Unauthorized),
        (Malformed, true, r => r.Requests?.Malformed),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Numbers.Select(n => n.Name)];

    public static FleetResources Of(DateTimeOffset at, SiloReport[] silos)
    {
        var answers = silos.Where(s => s.Resources is not null).Select(s => (s.Silo, Resources: s.Resources!)).ToArray();
        var fleet = new Dictionary<string, FleetFigure>();
        foreach (var (name, adds, of) in Numbers)
        {
            if (Figure(answers.Select(a => (a.Silo, of(a.Resources))), adds) is { } figure)
                fleet[name] = figure;
        }
        var versions = answers.SelectMany(a => a.Resources.Versions.Select(v => (a.Silo, Use: v)))
            .GroupBy(v => (v.Use.Model, v.Use.Version))
            .OrderBy(g => g.Key.Model, StringComparer.Ordinal).ThenBy(g => g.Key.Version, StringComparer.Ordinal)
            .Select(g => Version(g.Key.Model, g.Key.Version, [.. g]));
        return new(at, silos, fleet, [.. versions]);
    }

    private static FleetVersion Version(string model, string version, (string Silo, VersionUse Use)[] uses)
    {
        FleetFigure? Of(Func<VersionUse, double?> of, bool adds) => Figure(uses.Select(u => (u.Silo, of(u.Use))), adds);
        return new(
            model, version, uses.Length, Of(u => u.ModelBytes, true)!, Of(u => u.QueuedRows, true)!,
            Of(u => u.RowsPerSecond, true), Of(u => u.BusyShare, false), Of(u => u.SecondsPerRow, false));
    }

    /// <summary>Null if no silo has the number.</summary>
    private static FleetFigure? Figure(IEnumerable<(string Silo, double? Value)> values, bool adds)
    {
        var known = values.Where(v => v.Value is { } value && double.IsFinite(value)).Select(v => (v.Silo, Value: v.Value!.Value)).ToArray();
        if (known.Length == 0)
            return null;
        var max = known.MaxBy(v => v.Value);
        return new(adds ? known.Sum(v => v.Value) : null, max.Value, max.Silo);
    }
}
