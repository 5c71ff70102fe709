namespace ActorMlOps.Monitoring.Detection;

/// <summary>What a detector saw when it alarmed.</summary>
/// <param name="At">End of the step that it alarmed at.</param>
/// <param name="LogEvidence">ln of the e-value; null for what bets on nothing.</param>
/// <param name="Window">
/// The newest steps up to the alarm, 16 to 32 of them, or fewer after a start; or the last one alone, if that is further from the reference.
/// </param>
/// <param name="Psi">Population stability index of that window against the reference.</param>
/// <param name="PsiLow">Lower end of its 95 % interval.</param>
/// <param name="PsiHigh">Upper end.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DetectorAlarm")]
public sealed record DetectorAlarm(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] double? LogEvidence,
    [property: Id(2)] WindowInfo Window,
    [property: Id(3)] double? Psi,
    [property: Id(4)] double? PsiLow,
    [property: Id(5)] double? PsiHigh);
