namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// A version's share of the fleet's budget of false alarms. Each of its e-detectors has <paramref name="FalseAlarmsPer"/> in days as its
/// threshold, for good, and is given each pane with the pane's length in days times the detector's part of <paramref name="Weight"/> as the
/// duration. Then the expected number of false alarms in T days is at most the sum of the weights over the time / N, however they changed,
/// and the weights that are out at any time sum to at most 1: the fleet has at most one false alarm in N days.
/// </summary>
/// <param name="Weight">Above 0, at most 1: of all detectors of the version together, to be divided among them.</param>
/// <param name="FalseAlarmsPer">N: the fleet's time per false alarm.</param>
/// <param name="Detectors">For the set-up of new detectors: how many share the 1 % chance that any reference misleads.</param>
/// <param name="Until">Until then the weight holds: ask again before; afterwards panes must not be bet on.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AlarmShare")]
public sealed record AlarmShare(
    [property: Id(0)] double Weight,
    [property: Id(1)] TimeSpan FalseAlarmsPer,
    [property: Id(2)] int Detectors,
    [property: Id(3)] DateTimeOffset Until);
