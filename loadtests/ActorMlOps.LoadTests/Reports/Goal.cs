namespace ActorMlOps.LoadTests.Reports;

/// <param name="Value">What was measured; where several models were, the one farthest from the goal.</param>
/// <param name="Unit"><c>x</c> is a ratio of one run.</param>
internal sealed record Goal(string Id, double Value, double Aim, string Unit, bool AtLeast)
{
    public bool Met => AtLeast ? Value >= Aim : Value <= Aim;

    public bool WorseThan(Goal other) => AtLeast ? Value < other.Value : Value > other.Value;
}
