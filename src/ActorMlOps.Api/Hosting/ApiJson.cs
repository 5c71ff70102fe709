using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorMlOps.Api.Monitoring;
using ActorMlOps.Api.Monitoring.Alerts;
using ActorMlOps.Api.Registry;
using ActorMlOps.Api.Rollout;
using ActorMlOps.Api.Serving;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Hosting;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(FiniteNumber), typeof(DurationText)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(OipError))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ModelReadiness))]
[JsonSerializable(typeof(RepositoryBody))]
[JsonSerializable(typeof(RepositoryEntry[]))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(TrafficView))]
[JsonSerializable(typeof(SwitchView))]
[JsonSerializable(typeof(RolloutList))]
[JsonSerializable(typeof(RolloutView))]
[JsonSerializable(typeof(LabelResult))]
[JsonSerializable(typeof(ObservationView))]
[JsonSerializable(typeof(VersionConfig))]
[JsonSerializable(typeof(MonitoringChangesView))]
[JsonSerializable(typeof(DriftView))]
[JsonSerializable(typeof(QualityReport))]
[JsonSerializable(typeof(DistributionReport))]
[JsonSerializable(typeof(FairnessReport))]
[JsonSerializable(typeof(WindowsReport))]
[JsonSerializable(typeof(PerformanceReport))]
[JsonSerializable(typeof(FleetResources))]
[JsonSerializable(typeof(DetectorsReport))]
[JsonSerializable(typeof(AlertListView))]
[JsonSerializable(typeof(RuleListView))]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(SilenceListView))]
[JsonSerializable(typeof(SinkTestView))]
[JsonSerializable(typeof(AlertEventView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Quotes and accents as they are: nothing of this is put into HTML.</summary>
    public static ApiJson Plain => Readable.Instance;

    // Apart, because the order in which the two halves of a partial class are initialised is not defined.
    private static class Readable
    {
        public static readonly ApiJson Instance =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

/// <summary>How commands are read: nothing unknown, doubled or missing, names instead of numbers for choices.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16,
    Converters =
    [
        typeof(Choice<TaskKind>), typeof(Choice<FeatureKind>), typeof(Choice<RolloutKind>), typeof(Choice<LabelKind>),
        typeof(Choice<Automation>), typeof(Choice<EngineProvider>), typeof(Choice<CustomMetricKind>), typeof(DurationText),
        typeof(Choice<AlertKind>), typeof(Choice<AlertSeverity>), typeof(Choice<DriftPreset>), typeof(Choice<DriftCorrection>),
    ])]
[JsonSerializable(typeof(VersionConfig))]
[JsonSerializable(typeof(ReferenceWindowBody))]
[JsonSerializable(typeof(TrafficBody))]
[JsonSerializable(typeof(RolloutBody))]
[JsonSerializable(typeof(LabelsBody))]
[JsonSerializable(typeof(AcknowledgeBody))]
[JsonSerializable(typeof(SinkTestBody))]
[JsonSerializable(typeof(SilenceBody))]
internal sealed partial class CommandJson : JsonSerializerContext;

/// <summary>A choice by name only.</summary>
internal sealed class Choice<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>JSON has no NaN and no infinity: what is undefined is null.</summary>
internal sealed class FiniteNumber : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
