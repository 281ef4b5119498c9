import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0002_item_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('key', models.CharField(max_length=32, unique=True, verbose_name='标识')),
                ('place_code', models.CharField(max_length=6, verbose_name='行政区划代码')),
                ('document_slug', models.CharField(max_length=80, verbose_name='文件标识')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('state', models.CharField(choices=[('open', '起草中'), ('submitted', '待审核'), ('published', '已发布'), ('discarded', '已放弃')], default='open', max_length=10, verbose_name='状态')),
                ('text', models.TextField(verbose_name='原文')),
                ('reading', models.JSONField(verbose_name='阅读结果')),
                ('original_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                ('original', models.BinaryField(null=True, verbose_name='原件')),
                ('cursor', models.PositiveIntegerField(default=0, verbose_name='当前步骤')),
                ('worked_by', models.JSONField(default=list, verbose_name='经手人')),
                ('created_by', models.CharField(max_length=40, verbose_name='起草人')),
                ('created_at', models.DateTimeField(verbose_name='起草时间')),
                ('changed_at', models.DateTimeField(verbose_name='最近修改')),
                ('submitted_by', models.CharField(max_length=40, null=True, verbose_name='提交人')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='提交时间')),
                ('returned_because', models.TextField(blank=True, verbose_name='退回理由')),
                ('published_by', models.CharField(max_length=40, null=True, verbose_name='发布人')),
                ('published_at', models.DateTimeField(null=True, verbose_name='发布时间')),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'verbose_name': '文件草稿',
                'ordering': ('-changed_at',),
            },
        ),
        migrations.CreateModel(
            name='DraftStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('verb', models.CharField(max_length=40, verbose_name='动作')),
                ('label', models.CharField(max_length=200, verbose_name='说明')),
                ('content', models.JSONField(verbose_name='内容')),
                ('made_by', models.CharField(max_length=40, verbose_name='操作人')),
                ('made_at', models.DateTimeField(verbose_name='时间')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='policy.draft')),
            ],
            options={
                'verbose_name': '草稿步骤',
                'ordering': ('draft', 'number'),
            },
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'submitted'])), fields=('document_slug',), name='one_live_draft_per_document'),
        ),
        migrations.AddConstraint(
            model_name='draftstep',
            constraint=models.UniqueConstraint(fields=('draft', 'number'), name='draft_step_once'),
        ),
    ]
