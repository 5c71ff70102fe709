namespace ActorMlOps.Monitoring;

/// <summary>What a silo uses of its machine now. Bytes, seconds, processor cores; shares are 0 to 1.</summary>
/// <param name="MeasuredSeconds">What the rates are means of: the time since the last measuring but one, 10 to 20 s except at the start.</param>
/// <param name="Reason">Why the rates are null: the silo has been measured for less than a second. Null if they are not.</param>
/// <param name="Activations">Grains that are active on the silo; null if Orleans does not tell.</param>
/// <param name="Versions">Those that are loaded.</param>
/// <param name="Store">Null where the store is not the silo's own.</param>
/// <param name="Gpus">Empty where there is none.</param>
/// <param name="Requests">Those that the silo's API refused; null: of a silo of before they were counted.</param>
[GenerateSerializer, Immutable, Alias("actormlops.SiloResources")]
public sealed record SiloResources(
    [property: Id(0)] double MeasuredSeconds,
    [property: Id(1)] string? Reason,
    [property: Id(2)] CpuUse Cpu,
    [property: Id(3)] MemoryUse Memory,
    [property: Id(4)] GcUse Gc,
    [property: Id(5)] ThreadPoolUse ThreadPool,
    [property: Id(6)] long? Activations,
    [property: Id(7)] VersionUse[] Versions,
    [property: Id(8)] StoreUse? Store,
    [property: Id(9)] GpuUse[] Gpus,
    [property: Id(10)] RequestsRefused? Requests = null);

/// <param name="Cores">Processor time of the process, in seconds a second.</param>
/// <param name="AllowedCores">Quota of the control group (cgroup v2 <c>cpu.max</c>), at most the processors there are; may be a fraction.</param>
/// <param name="Share">Of what is allowed.</param>
[GenerateSerializer, Immutable, Alias("actormlops.CpuUse")]
public sealed record CpuUse([property: Id(0)] double? Cores, [property: Id(1)] double AllowedCores, [property: Id(2)] double? Share);

/// <param name="WorkingSetBytes">What the process holds of the machine's memory, models included.</param>
/// <param name="HeapBytes">Objects of .NET, those that are garbage included; models are not among them.</param>
/// <param name="LimitBytes">Of the control group (cgroup v2 <c>memory.max</c>), at most the machine's memory.</param>
/// <param name="Share">Working set of the limit.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MemoryUse")]
public sealed record MemoryUse(
    [property: Id(0)] long WorkingSetBytes, [property: Id(1)] long HeapBytes, [property: Id(2)] long LimitBytes, [property: Id(3)] double Share);

/// <param name="PauseShare">Part of the time for which everything stood still.</param>
/// <param name="Gen0">Collections of generation 0 alone since the start; so for the others.</param>
[GenerateSerializer, Immutable, Alias("actormlops.GcUse")]
public sealed record GcUse(
    [property: Id(0)] double? PauseShare,
    [property: Id(1)] double? AllocatedBytesPerSecond,
    [property: Id(2)] int Gen0,
    [property: Id(3)] int Gen1,
    [property: Id(4)] int Gen2);

/// <param name="QueuedItems">What waits for a thread.</param>
/// <param name="CompletedItems">Since the start.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ThreadPoolUse")]
public sealed record ThreadPoolUse(
    [property: Id(0)] int Threads, [property: Id(1)] long QueuedItems, [property: Id(2)] long CompletedItems, [property: Id(3)] double? ItemsPerSecond);

/// <summary>One version on one silo.</summary>
/// <param name="ModelBytes">Rough memory of the loaded model.</param>
/// <param name="QueuedRows">Rows that wait to be run.</param>
/// <param name="BusyShare">Part of the time in which the version's lane ran batches: near 1 the version is at its limit on this silo.</param>
/// <param name="SecondsPerRow">Time in batches for each row that was run; null also if none was.</param>
[GenerateSerializer, Immutable, Alias("actormlops.VersionUse")]
public sealed record VersionUse(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] long ModelBytes,
    [property: Id(3)] long QueuedRows,
    [property: Id(4)] double? RowsPerSecond,
    [property: Id(5)] double? BusyShare,
    [property: Id(6)] double? SecondsPerRow);

/// <param name="Bytes">Files of the store.</param>
/// <param name="FreeBytes">What is left for it on its volume.</param>
[GenerateSerializer, Immutable, Alias("actormlops.StoreUse")]
public sealed record StoreUse([property: Id(0)] long Bytes, [property: Id(1)] long FreeBytes, [property: Id(2)] long VolumeBytes);

/// <param name="Share">Part of the last moments in which it computed; null if the driver does not tell.</param>
[GenerateSerializer, Immutable, Alias("actormlops.GpuUse")]
public sealed record GpuUse(
    [property: Id(0)] string Name, [property: Id(1)] double? Share, [property: Id(2)] long? MemoryBytes, [property: Id(3)] long? MemoryLimitBytes);

/// <summary>Requests that the API refused in the last minute, see <see cref="Refusal"/>.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.RequestsRefused")]
public sealed record RequestsRefused([property: Id(0)] long Unauthorized, [property: Id(1)] long Malformed);
