namespace ActorMlOps.Monitoring;

/// <summary>What all silos use of their machines.</summary>
/// <param name="Silos">All that the cluster knows of and has not declared dead, by name.</param>
/// <param name="Fleet">Over those that answered, by the name of the number in <see cref="SiloResources"/>, such as <c>cpu.share</c>.</param>
/// <param name="Versions">Over the silos that have it loaded.</param>
[GenerateSerializer, Immutable, Alias("actormlops.FleetResources")]
public sealed record FleetResources(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] SiloReport[] Silos,
    [property: Id(2)] Dictionary<string, FleetFigure> Fleet,
    [property: Id(3)] FleetVersion[] Versions);

/// <param name="State"><c>answered</c>, <c>unreachable</c>, or how Orleans calls one that comes or goes: <c>joining</c>, <c>shuttingDown</c>.</param>
/// <param name="Reason">Why there are no resources; null if there are.</param>
[GenerateSerializer, Immutable, Alias("actormlops.SiloReport")]
public sealed record SiloReport(
    [property: Id(0)] string Silo,
    [property: Id(1)] string? Name,
    [property: Id(2)] string State,
    [property: Id(3)] string? Reason,
    [property: Id(4)] SiloResources? Resources);

/// <param name="Sum">Null for shares: they can't be added.</param>
/// <param name="MaxSilo">The silo that has it.</param>
[GenerateSerializer, Immutable, Alias("actormlops.FleetFigure")]
public sealed record FleetFigure([property: Id(0)] double? Sum, [property: Id(1)] double Max, [property: Id(2)] string MaxSilo);

/// <param name="Silos">How many have it loaded.</param>
/// <param name="BusyShare">Null where no silo has measured it for long enough; so for the others.</param>
[GenerateSerializer, Immutable, Alias("actormlops.FleetVersion")]
public sealed record FleetVersion(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] int Silos,
    [property: Id(3)] FleetFigure ModelBytes,
    [property: Id(4)] FleetFigure QueuedRows,
    [property: Id(5)] FleetFigure? RowsPerSecond,
    [property: Id(6)] FleetFigure? BusyShare,
    [property: Id(7)] FleetFigure? SecondsPerRow);
