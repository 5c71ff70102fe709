using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>What happens to the alerts of a scope.</summary>
internal abstract record AlertInput
{
    private AlertInput()
    {
    }

    public sealed record Observed(IReadOnlyList<AlertSignal> Signals) : AlertInput;

    public sealed record Acknowledged(string Id, string By, string? Note) : AlertInput;

    /// <summary>
    /// The versions that there are, each with its rules' sources (see <see cref="Rules.AlertRules.SourceOf"/>): conditions of others are
    /// over.
    /// </summary>
    public sealed record Kept(IReadOnlyDictionary<string, IReadOnlySet<string>> Rules) : AlertInput;

    /// <summary>The rules that the fleet has, by their sources: conditions of others are over.</summary>
    public sealed record KeptFleet(IReadOnlySet<string> Rules) : AlertInput;

    /// <summary>All rollouts of the model that were rolled back: those that are to be raised are raised.</summary>
    public sealed record RolledBack(IReadOnlyList<string> Rollouts) : AlertInput;

    /// <summary>Time went by, or the silences changed.</summary>
    public sealed record Ticked : AlertInput;
}
