using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Hosting;

/// <summary>
/// A webhook that begins a new training: called when an alert is raised, with its evidence and where the window's data are found.
/// </summary>
public sealed class RetrainingOptions
{
    /// <summary>Where to post.</summary>
    public string? Url { get; set; }

    /// <summary>A file that holds <see cref="Url"/>.</summary>
    public string? UrlFile { get; set; }

    /// <summary>Key of the signature; no signature without it.</summary>
    public string? Secret { get; set; }

    /// <summary>A file that holds <see cref="Secret"/>.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Kinds of alerts that call for a training; default: drift and performance.</summary>
    public List<AlertKind>? Kinds { get; set; }

    /// <summary>Lesser alerts don't. Default: warning.</summary>
    public AlertSeverity MinSeverity { get; set; } = AlertSeverity.Warning;

    /// <summary>Models that are trained so; null (default): all.</summary>
    public List<string>? Models { get; set; }

    internal string? EffectiveUrl => AlertSinkOptions.Value(Url, UrlFile);

    internal string? EffectiveSecret => AlertSinkOptions.Value(Secret, SecretFile);

    internal IEnumerable<string> Errors()
    {
        if (AlertSinkOptions.UnreadableFile(nameof(UrlFile), UrlFile) is { } noUrl)
            yield return noUrl;
        else if (EffectiveUrl is null || !AlertSinkOptions.IsHttp(EffectiveUrl))
            yield return $"{nameof(Url)}: is not an address that begins with http:// or https://.";
        if (AlertSinkOptions.UnreadableFile(nameof(SecretFile), SecretFile) is { } noSecret)
            yield return noSecret;
        if (!Enum.IsDefined(MinSeverity))
            yield return $"{nameof(MinSeverity)}: must be info, warning or page.";
        if (Kinds?.Exists(k => !Enum.IsDefined(k) || k == AlertKind.Test) is true)
            yield return $"{nameof(Kinds)}: must be of drift, quality, performance, fairness, anomaly, rollout, security, resource.";
    }
}
