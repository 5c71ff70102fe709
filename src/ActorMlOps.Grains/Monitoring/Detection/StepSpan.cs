namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>When the rows of a step came.</summary>
/// <param name="From">Unix seconds.</param>
/// <param name="To">End of its last hop.</param>
/// <param name="Seconds">
/// What it counts as in the budget of false alarms: the hops in which rows came and which no step before had. So the steps of a stream never sum up
/// to more than the time that has passed. It depends on when rows came, never on what they hold.
/// </param>
internal readonly record struct StepSpan(long From, long To, long Seconds)
{
    public double Days => Seconds / 86_400.0;
}
