using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What a line is rejected for.</summary>
internal sealed partial class LabelBook
{
    private string? TextObjection(in LabelLine line)
    {
        if (line is { Label: null, Feedback: null, Metrics: null or [] } or { Label: { Length: 0 or > MaxLabel } })
            return $"A label must have 1 to {MaxLabel} characters.";
        if (line.Feedback is not { } feedback)
            return null;
        if (feedback.Length is 0 or > MaxLabel)
            return $"Feedback must have 1 to {MaxLabel} characters.";
        return _feedback.Count < MaxFeedback || _feedback.Contains(feedback)
            ? null
            : $"'label': '{feedback}' would be more than {MaxFeedback} different values of feedback; send a category, not free text.";
    }

    private static string? Objection(VersionSpec spec, in LabelLine line)
    {
        if (line.Label is { } label && TaskCounters.Parse(spec.Output, label).Error is { } error)
            return error;
        foreach (var sample in line.Metrics ?? [])
        {
            if (CustomMetricRules.Objection(spec.CustomMetrics, $"version '{spec.Key.Version}'", sample.Name, sample.Value) is { } reason)
                return reason;
        }
        return null;
    }
}
