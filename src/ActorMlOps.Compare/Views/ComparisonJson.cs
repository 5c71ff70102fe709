using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorMlOps.Compare.Views;

/// <summary>How a comparison is written: the one place for HTTP and the command line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComparisonView))]
public sealed partial class ComparisonJson : JsonSerializerContext
{
    /// <summary>Quotes and accents as they are: nothing of this is put into HTML.</summary>
    public static ComparisonJson Plain => Readable.Instance;

    /// <summary>Writes it over several lines.</summary>
    public static string Indented(ComparisonView view) => JsonSerializer.Serialize(view, Readable.IndentedInstance.ComparisonView);

    // Apart, because the order in which the two halves of a partial class are initialised is not defined.
    private static class Readable
    {
        public static readonly ComparisonJson Instance =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        public static readonly ComparisonJson IndentedInstance =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });
    }
}
