using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Hosting;

/// <summary>One sink of alerts. Addresses and secrets can stand in files, as secret stores mount them.</summary>
public sealed class AlertSinkOptions
{
    public const int Most = 32;

    internal const string Webhook = "webhook";
    internal const string Slack = "slack";
    internal const string PagerDuty = "pagerduty";
    internal const string Alertmanager = "alertmanager";
    internal const string Log = "log";
    internal const string Metric = "metric";

    internal static readonly string[] Reserved = ["feed", "retraining"];

    private static readonly string[] Types = [Webhook, Slack, PagerDuty, Alertmanager, Log, Metric];

    /// <summary>webhook, slack, pagerduty, alertmanager, log or metric.</summary>
    public string Type { get; set; } = "";

    /// <summary>Default: the type. What it has not taken yet hangs on it: a renamed sink is a new one.</summary>
    public string? Name { get; set; }

    /// <summary>Where to post; PagerDuty's default is its Events API v2. Of Alertmanager the base address.</summary>
    public string? Url { get; set; }

    /// <summary>A file that holds <see cref="Url"/>, since that of Slack is a secret.</summary>
    public string? UrlFile { get; set; }

    /// <summary>
    /// Webhook: key of the signature, no signature without it. PagerDuty: the routing key of the integration. Alertmanager: a bearer token,
    /// none without it.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>A file that holds <see cref="Secret"/>.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Lesser alerts are not told here. Default: info.</summary>
    public AlertSeverity MinSeverity { get; set; } = AlertSeverity.Info;

    /// <summary>Models whose alerts are told here; null (default): all, and the fleet's.</summary>
    public List<string>? Models { get; set; }

    internal string EffectiveName => string.IsNullOrEmpty(Name) ? Type.ToLowerInvariant() : Name;

    internal string? EffectiveUrl => Value(Url, UrlFile) ?? (Is(PagerDuty) ? "https://events.pagerduty.com/v2/enqueue" : null);

    internal string? EffectiveSecret => Value(Secret, SecretFile);

    internal bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    internal IEnumerable<string> Errors()
    {
        if (!Types.Any(Is))
        {
            yield return $"{nameof(Type)}: '{Type}' is none of {string.Join(", ", Types)}.";
            yield break;
        }
        if (!ResourceName.IsValid(EffectiveName) || Reserved.Contains(EffectiveName))
            yield return $"{nameof(Name)}: '{EffectiveName}' must be {ResourceName.Rule}, and none of {string.Join(", ", Reserved)}.";
        if (UnreadableFile(nameof(UrlFile), UrlFile) is { } noUrl)
            yield return noUrl;
        else if (Is(Webhook) || Is(Slack) || Is(PagerDuty) || Is(Alertmanager))
        {
            if (EffectiveUrl is null)
                yield return $"{nameof(Url)}: is missing; a {Type} needs one (or {nameof(UrlFile)}).";
            else if (!IsHttp(EffectiveUrl))
                yield return $"{nameof(Url)}: is not an address that begins with http:// or https://.";
        }
        if (UnreadableFile(nameof(SecretFile), SecretFile) is { } noSecret)
            yield return noSecret;
        else if (Is(PagerDuty) && EffectiveSecret is null)
            yield return $"{nameof(Secret)}: is missing; it is the routing key of the integration (or {nameof(SecretFile)}).";
        if (!Enum.IsDefined(MinSeverity))
            yield return $"{nameof(MinSeverity)}: must be info, warning or page.";
    }

    internal static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    internal static string? Value(string? text, string? file) =>
        !string.IsNullOrEmpty(text) ? text
        : !string.IsNullOrEmpty(file) && File.ReadAllText(file).Trim() is { Length: > 0 } read ? read
        : null;

    internal static string? UnreadableFile(string key, string? file)
    {
        if (string.IsNullOrEmpty(file))
            return null;
        try
        {
            using var opened = File.OpenRead(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{key}: '{file}' cannot be read: {e.Message}";
        }
    }
}
