using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>An alert as JSON: the same in answers, in events and in the bodies of webhooks.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Alert))]
public sealed partial class AlertJson : JsonSerializerContext
{
    /// <summary>Quotes and accents as they are: nothing of this is put into HTML.</summary>
    public static AlertJson Plain => Readable.Instance;

    // Apart, because the order in which the two halves of a partial class are initialised is not defined.
    private static class Readable
    {
        public static readonly AlertJson Instance =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
